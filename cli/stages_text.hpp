#pragma once

#include <optional>
#include <string>

#include "palette.hpp"
#include "tare/stages.hpp"

namespace cli {

/// Whether the build fails for want of a source.
[[nodiscard]] bool lacks_a_source(const tare::StageReport& report);

/// Stage by stage, what each instruction takes; then what none of them does. In at most `columns`
/// columns, 80 where nothing is given.
[[nodiscard]] std::string stages_text(const tare::StageReport& report,
                                      std::optional<std::size_t> columns, const Palette& palette);

}  // namespace cli
