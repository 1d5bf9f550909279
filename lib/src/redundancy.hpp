#pragma once

#include <cstddef>
#include <vector>

#include "tare/matcher.hpp"

namespace tare {

/// A rule that could be taken out, alone or with all the others like it: no verdict on any name
/// would change, nor would what Docker sends of any tree.
struct Redundancy {
  enum class Reason {
    covered,           ///< `by` decides the same on all that this rule matches
    brought_back,      ///< an exclusion, and the later exception `by` brings all of it back
    excluded_again,    ///< an exception, and the later `by` excludes all of it again
    nothing_excluded,  ///< an exception, and no earlier rule excludes anything that it matches
  };

  std::size_t rule = 0;
  Reason reason = Reason::covered;
  /// Where nothing is excluded before: the last exclusion that comes too late, or the rule itself.
  std::size_t by = 0;
};

/// What can be shown for certain to be redundant, in the order of the rules. Anything that takes
/// too long to show is left out.
[[nodiscard]] std::vector<Redundancy> find_redundant(const Matcher& matcher);

}  // namespace tare
