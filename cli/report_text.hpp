#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "order.hpp"
#include "palette.hpp"
#include "tare/report.hpp"
#include "tare/survey.hpp"

namespace cli {

struct ReportLook {
  Order order = Order::size;
  /// Lines in a section; without it, few of what is sent and some more of what is not.
  std::optional<std::size_t> top;
  std::optional<std::size_t> columns;  ///< of the terminal, if any
  Palette palette;
};

/// How much of a survey report_text() needs for that.
[[nodiscard]] std::size_t survey_lines(const ReportLook& look);

/// The full account for a person.
[[nodiscard]] std::string report_text(const tare::Report& report, const tare::Survey& survey,
                                      const ReportLook& look);

}  // namespace cli
