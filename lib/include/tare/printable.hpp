#pragma once

#include <string>
#include <string_view>

#include "tare/api.hpp"

namespace TARE_API tare {

/// Any bytes as text that is safe on a terminal and stays on its line.
///
/// Names come from strangers. Control characters (C0, DEL, C1), line separators, the characters
/// that reorder text (bidi), those that show nothing (zero-width ones, tags) and bytes that are no
/// UTF-8 become escapes such as `\n`, `\x1b`, `\u202e`, `\U000e0041` and `\xff`; everything else
/// stays. Backslashes stay too, so the result is for reading: programs that need the exact bytes
/// take them NUL-separated or from JSON.
[[nodiscard]] std::string printable(std::string_view bytes);

/// `bytes` in single quotes, made printable, for messages.
[[nodiscard]] std::string quoted(std::string_view bytes);

}  // namespace tare
