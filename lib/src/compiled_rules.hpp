#pragma once

#include <vector>

#include "automaton.hpp"
#include "descent.hpp"
#include "slow_rules.hpp"
#include "tare/dialect.hpp"
#include "tare/ignore_file.hpp"

namespace tare {

/// All that is known about the rules of one ignore file before a name is seen. Immutable.
class CompiledRules {
 public:
  /// Throws Error (usage, with file and line) for a pattern that is no regular expression to
  /// Docker.
  explicit CompiledRules(IgnoreFile file);

  [[nodiscard]] const IgnoreFile& ignore_file() const noexcept { return ignore_file_; }
  [[nodiscard]] const Rule& rule(int index) const {
    return ignore_file_.rules()[static_cast<std::size_t>(index)];
  }
  /// The rules that it models, and those that are left.
  [[nodiscard]] const Automaton& automaton() const noexcept { return automaton_; }
  [[nodiscard]] const SlowRules& slow_rules() const noexcept { return slow_rules_; }
  [[nodiscard]] const Descent& descent(Dialect dialect) const noexcept {
    return dialect == Dialect::buildkit ? buildkit_ : classic_;
  }

 private:
  [[nodiscard]] Automaton compile();

  IgnoreFile ignore_file_;
  SlowRules slow_rules_;
  Automaton automaton_;
  Descent buildkit_;
  Descent classic_;
};

}  // namespace tare
