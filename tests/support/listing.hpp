#pragma once

#include <string>
#include <vector>

#include "tare/walk.hpp"

namespace test {

/// The names that a walk includes, in its order; directories end in `/`.
[[nodiscard]] std::vector<std::string> included(const tare::Context& context,
                                                const tare::WalkOptions& options = {});

/// What a walk hands out as excluded, in its order, with the extent behind it where that is not
/// whole_unread: `a/ (whole)`, `a/ (self)`.
[[nodiscard]] std::vector<std::string> excluded(const tare::Context& context,
                                                const tare::WalkOptions& options = {});

}  // namespace test
