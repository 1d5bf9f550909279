#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tare/diff.hpp"
#include "tare/report_diff.hpp"

namespace cli {

/// How much of a comparison a person gets to see.
struct DiffLayout {
  bool totals_only = false;
  std::size_t most = 0;  ///< lines with changes; 0: all
};

/// The largest change first, one a line, and the totals. `columns` is the width to keep to, if any.
[[nodiscard]] std::string diff_text(const tare::Diff& diff, const DiffLayout& layout,
                                    std::optional<std::size_t> columns);

/// The same for two reports, a section each for what is sent and what is not.
[[nodiscard]] std::string diff_text(const tare::ReportDiff& diff, const DiffLayout& layout,
                                    std::optional<std::size_t> columns);

}  // namespace cli
