#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tare {

/// The line of an ignore file that matches `name`, a name in the context, and nothing else besides
/// what lies below it; nothing when no line can say that. What `printable` would escape is a class
/// in it, so that the line can be printed, and also matches names that differ from this one there.
[[nodiscard]] std::optional<std::string> literal_line(std::string_view name);

}  // namespace tare
