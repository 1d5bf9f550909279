#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "compiled_rules.hpp"
#include "engine.hpp"

namespace tare {

/// Engines for single questions from any thread. There are never more than threads that have asked
/// at the same time; the lock is held while one changes hands, not while it matches.
class EnginePool {
 public:
  explicit EnginePool(std::shared_ptr<const CompiledRules> rules) : rules_(std::move(rules)) {}

  [[nodiscard]] const std::shared_ptr<const CompiledRules>& rules() const noexcept {
    return rules_;
  }

  template <typename Question>
  [[nodiscard]] auto ask(Question question) {
    std::unique_ptr<Engine> engine = take();
    auto answer = question(*engine);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(engine));
    return answer;
  }

 private:
  [[nodiscard]] std::unique_ptr<Engine> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Engine> engine = std::move(idle_.back());
        idle_.pop_back();
        return engine;
      }
    }
    return std::make_unique<Engine>(*rules_, Scan::kMemory);
  }

  std::shared_ptr<const CompiledRules> rules_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Engine>> idle_;
};

}  // namespace tare
