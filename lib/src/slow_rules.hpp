#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "expression.hpp"
#include "tare/ignore_file.hpp"

namespace tare {

/// The rules that no automaton of ours models; each is tried on whole names. Regular expressions
/// run on RE2 as Docker writes them. Immutable once compiled, for any number of threads.
class SlowRules {
 public:
  SlowRules();
  SlowRules(SlowRules&&) noexcept;
  ~SlowRules();

  /// Throws Error (usage, with file and line) for what Go's regular expressions do not take.
  void add(const Rule& rule, int index, Expression expression);
  /// To be called once, behind the last rule.
  void compile();

  [[nodiscard]] bool empty() const noexcept { return last_ < 0; }
  /// The greatest index, and that of an exception; -1 if there is none.
  [[nodiscard]] int last() const noexcept { return last_; }
  [[nodiscard]] int last_exception() const noexcept { return last_exception_; }

  /// Appends the rules that match `name`, in no order.
  void append_matches(std::string_view name, std::vector<int>& out) const;

 private:
  class Regexps;
  struct ByteRule {
    Expression expression;
    int index = 0;
  };

  std::vector<ByteRule> byte_rules_;
  std::unique_ptr<Regexps> regexps_;  // made when it is needed
  int last_ = -1;
  int last_exception_ = -1;
};

}  // namespace tare
