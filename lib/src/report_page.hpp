#pragma once

#include <string_view>

namespace tare {

/// The page of a report before and behind its data, put together from lib/html when tare is built.
extern const std::string_view kReportPageHead;
extern const std::string_view kReportPageTail;

}  // namespace tare
