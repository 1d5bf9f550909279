#pragma once

#include <functional>
#include <string>

#include "selection.hpp"
#include "stage_counts.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"

namespace tare {

/// Counts as excluded what is below `directory`, which no walk looks into, where the sources differ
/// in what they take of it. `warn` is told what cannot be looked at.
void count_unread(const Context& context, const std::string& directory, Membership& membership,
                  StageCounts& counts, const std::function<void(const Diagnostic&)>& warn);

}  // namespace tare
