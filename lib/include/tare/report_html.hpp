#pragma once

#include <cstddef>
#include <string>

#include "tare/api.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

struct StageReport;

/// What ReportOptions::tree_nodes should be for a page: enough to look into any corner, few enough
/// that a browser opens it in a moment.
inline constexpr std::size_t kPageNodes = 16'000;

/// The report as a web page that is complete in itself: a treemap of Report::tree, and tables. It
/// loads nothing, and its policy forbids everything but its own script and style. `directory` is
/// what the context is called in it. `stages`, where there are any, are a picture on it.
[[nodiscard]] std::string to_html(const Report& report, const std::string& directory,
                                  const StageReport* stages = nullptr);

}  // namespace tare
