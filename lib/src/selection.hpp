#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "membership.hpp"
#include "tare/build_plan.hpp"
#include "tare/context.hpp"

/// What the instructions of a Dockerfile take of a context, by the rules of the copying itself
/// (fsutil/copy, containerd's RootPath). The ignore rules have no part in it.
namespace tare {

/// A place in a context that a source leads to.
struct Root {
  std::string name;                ///< exists, without a link in it; empty: the whole context
  std::vector<std::string> links;  ///< the names of the links that were followed to it, in order
};

/// Where a source leads to in the tree of `context`, sorted, each name once; nothing when there is
/// nothing. Of the tree, only the directories are listed that a wildcard's own parts name.
[[nodiscard]] std::vector<Root> places_of(const Context& context, const BuildStep::Source& source);
/// Their names.
[[nodiscard]] std::vector<std::string> roots_of(const Context& context,
                                                const BuildStep::Source& source);

}  // namespace tare
