#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tare/explain.hpp"

namespace cli {

/// The story behind an explanation, several lines: whether `path`, as the name was asked for, is
/// sent, what each rule did, and which directories Docker enters. `columns` is the width to keep
/// to, if any.
[[nodiscard]] std::string trace_text(const tare::Context& context,
                                     const tare::Explanation& explanation, std::string_view path,
                                     std::optional<std::size_t> columns);

}  // namespace cli
