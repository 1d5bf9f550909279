#pragma once

#include <cstddef>
#include <vector>

#include "tare/matcher.hpp"

namespace tare {

/// A rule that could be taken out, alone or with all the others like it, without a change in what
/// Docker sends of any tree; for all reasons but `not_entered`, the verdicts stay as well.
/// Trees with a newline in a name are left out of account.
struct Redundancy {
  enum class Reason {
    covered,           ///< `by` decides the same on all that this rule matches
    brought_back,      ///< an exclusion, and the later exception `by` brings all of it back
    excluded_again,    ///< an exception, and the later `by` excludes all of it again
    nothing_excluded,  ///< an exception, and no earlier rule excludes anything that it matches
    not_entered,       ///< an exception for what lies in directories that `by` excludes, which
                       ///< Docker does not look into (unless one is called `*`, or the like)
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
