#pragma once

#include <string_view>

namespace tare {

/// The page of a report, put together from lib/html when tare is built: what stands before the
/// stages of a build, between them and its data, and behind those.
extern const std::string_view kReportPageHead;
extern const std::string_view kReportPageBody;
extern const std::string_view kReportPageTail;

}  // namespace tare
