#pragma once

#include <optional>
#include <string>
#include <string_view>

/// The few functions of Go's standard library that define what an ignore file means.
namespace tare::go {

/// `strings.TrimSpace`: white space as Unicode has it, invalid bytes are none.
[[nodiscard]] std::string_view trim_space(std::string_view text);

/// `filepath.Clean` on Unix. An empty path becomes `.`.
[[nodiscard]] std::string clean(std::string_view path);

/// What `filepath.Match(pattern, ".")` finds wrong with a pattern; nothing when it accepts it.
/// That call stops at the first piece that does not match `.`, so it overlooks errors behind it.
[[nodiscard]] std::optional<std::string> pattern_error(std::string_view pattern);

}  // namespace tare::go
