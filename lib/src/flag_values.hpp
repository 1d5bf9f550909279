#pragma once

#include <string_view>

namespace tare {

/// Go's `time.ParseDuration`, of at least a millisecond, or 0, or nothing.
[[nodiscard]] bool is_duration(std::string_view value);

/// A number from 0 that 32 bits hold, or nothing.
[[nodiscard]] bool is_count(std::string_view value);

/// `true` or `false`, capitals or not.
[[nodiscard]] bool is_boolean(std::string_view value);

}  // namespace tare
