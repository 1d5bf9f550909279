#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare {

/// What stays in words as it is written.
enum class KeptText { neither, quotes, quotes_and_escapes };

/// The words of a shell that knows no variable, and leaves those as they are; nothing when the text
/// has an open quote or a `${` that BuildKit does not know. Blanks behind `<<` are part of a word.
[[nodiscard]] std::optional<std::vector<std::string>> heredoc_words(std::string_view text,
                                                                    KeptText kept);

}  // namespace tare
