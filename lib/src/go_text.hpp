#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The few functions of Go's standard library that define what an ignore file means.
namespace tare::go {

/// What Docker passes over at the beginning of a text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// Docker reads lines with `bufio.Scanner`: they are shorter than this.
inline constexpr std::size_t kLineLimit = 65536;

/// `unicode.IsSpace`.
[[nodiscard]] bool is_space(std::uint32_t rune) noexcept;

/// `strings.TrimLeftFunc` with `unicode.IsSpace`.
[[nodiscard]] std::string_view trim_space_left(std::string_view text);

/// `strings.TrimSpace`: white space as Unicode has it, invalid bytes are none.
[[nodiscard]] std::string_view trim_space(std::string_view text);

/// `filepath.Clean` on Unix. An empty path becomes `.`.
[[nodiscard]] std::string clean(std::string_view path);

/// Whether a path has an unescaped `*`, `?` or `[`: it is a pattern to COPY and to BuildKit's walk.
[[nodiscard]] bool has_wildcard(std::string_view path);

/// Whether `filepath.Match(pattern, name)` on Unix says so; false for a malformed pattern. A `*`
/// stays within one part of a name, and so do two.
[[nodiscard]] bool match(std::string_view pattern, std::string_view name);

/// Whether what `pattern` matches may have more parts than the pattern shows, because of a `/` in
/// brackets (`[^a]` matches one, too) or behind a `\`.
[[nodiscard]] bool crosses_parts(std::string_view pattern);

/// What `filepath.Match(pattern, ".")` finds wrong with a pattern; nothing when it accepts it.
/// That call stops at the first piece that does not match `.`, so it overlooks errors behind it.
[[nodiscard]] std::optional<std::string> pattern_error(std::string_view pattern);

}  // namespace tare::go
