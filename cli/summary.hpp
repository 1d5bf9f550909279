#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tare/report.hpp"

namespace cli {

/// The short account that goes with a packed archive, several lines. `columns` is the width to keep
/// to, if any.
[[nodiscard]] std::string pack_summary(const tare::Report& report,
                                       std::optional<std::size_t> columns);

}  // namespace cli
