#pragma once

#include <string>

#include "report_text.hpp"

namespace cli {

/// The sections about what is sent: the largest directories, files and extensions, each with its
/// share.
[[nodiscard]] std::string sent_text(const tare::Report& report, const tare::Survey& survey,
                                    const ReportLook& look);

}  // namespace cli
