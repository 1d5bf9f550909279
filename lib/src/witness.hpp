#pragma once

#include <string>
#include <vector>

#include "pieces.hpp"

namespace tare {

/// One or two names that a pattern most likely matches, as different as can be: its wildcards stand
/// for as little as possible in one, and for something that no other pattern spells out in the
/// other.
[[nodiscard]] std::vector<std::string> witnesses(const Pieces& pieces,
                                                 const std::vector<RuneSet>& classes);

}  // namespace tare
