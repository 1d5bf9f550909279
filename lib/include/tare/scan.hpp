#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "tare/api.hpp"
#include "tare/matcher.hpp"

namespace TARE_API tare {

class CompiledRules;
class Engine;

/// Matches many names, directory by directory: what a walk carries down so that a name costs its
/// last part and no more, however many rules there are and however deep it lies.
///
/// One scan serves one thread; each thread has its own. It learns as it goes and keeps what it has
/// learned in a bounded memory. Once that is full, or a pattern has more states than it pays to
/// keep, matching becomes slower, never wrong and never larger.
class Scan {
 public:
  static constexpr std::size_t kMemory = std::size_t{16} << 20;

  /// What a name has come to, and all that names below it need to know of it. A plain value of some
  /// 60 bytes. It may outlive the scan and go to that of another thread over the same matcher,
  /// where its first use costs the length of the directory's name.
  class State {
   public:
    /// The context itself.
    State() = default;
    [[nodiscard]] const Verdict& verdict() const noexcept { return verdict_; }

   private:
    friend class Engine;
    Verdict verdict_;
    std::uint64_t generation_ = 0;
    std::uint32_t place_ = 0;
    std::uint32_t length_ = 0;  // of the name
    int last_ = -1;             // index of the rule that decided
  };

  /// Shares the rules of `matcher`; takes up to about `memory` bytes for itself, as it needs them.
  explicit Scan(const Matcher& matcher, std::size_t memory = kMemory);
  Scan(Scan&&) noexcept;
  Scan& operator=(Scan&&) noexcept;
  ~Scan();

  /// The state of `name`, a path relative to the context, in the directory `parent`: that of
  /// everything before its last '/', or State() when it has none. The first parts of the name are
  /// not looked at again: with the state of another directory the verdict is wrong.
  [[nodiscard]] State match(std::string_view name, const State& parent);

  /// Whether the rules may include anything below the excluded directory `name`, whose state is
  /// `directory`. When not, nothing is lost by not looking into it. (Whether Docker looks is
  /// another question: Matcher::enters.)
  [[nodiscard]] bool may_include_below(std::string_view name, const State& directory);

  /// Whether another rule than that of the directory `name` may decide on something below it.
  [[nodiscard]] bool may_decide_below(std::string_view name, const State& directory);

 private:
  std::shared_ptr<const CompiledRules> rules_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace tare
