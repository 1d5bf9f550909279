#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "expression.hpp"

namespace tare {

/// What in a pattern is an operator of Docker's regular expressions, though it is none of patterns.
struct RegexpLeaks {
  std::vector<std::string> repetitions;  ///< such as `{2}` and `{1,3}`
  bool alternatives = false;             ///< a `|`
  bool anchor = false;                   ///< a `^` with something before it
  bool anchor_in_front = false;          ///< one without, which has no effect
};

[[nodiscard]] RegexpLeaks leaks_of(const Expression& expression);

/// The first `{a,b}` in a pattern, with its braces; empty when there is none.
[[nodiscard]] std::string_view brace_list_in(std::string_view pattern);

/// The patterns that a shell would make of all `{a,b}` in a pattern; empty when they are too many.
[[nodiscard]] std::vector<std::string> expand_brace_lists(std::string_view pattern);

}  // namespace tare
