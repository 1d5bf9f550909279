#pragma once

#include <string>

#include "json_parts.hpp"
#include "tare/report.hpp"

namespace tare::json {

void put(Value& object, const Tally& tally);

/// What to_json() of a report writes.
[[nodiscard]] Value of(const Report& report, const std::string& directory);

}  // namespace tare::json
