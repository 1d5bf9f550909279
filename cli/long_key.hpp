#pragma once

#include <cstddef>
#include <string_view>

namespace cli {

/// The line of the first key in a text in TOML that has more than `most` parts, as `a.b.c` has
/// three; 0 when there is none. toml++ makes a table of each part but the last, and frees tables
/// with a call for each level, so that such a key could use up any stack.
[[nodiscard]] std::size_t line_of_long_key(std::string_view text, std::size_t most);

}  // namespace cli
