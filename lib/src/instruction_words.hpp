#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare {

/// Splits at blanks; quotes and escapes mean nothing.
[[nodiscard]] std::vector<std::string> blank_words(std::string_view text);

/// Splits at blanks that are not in quotes; quotes and escapes stay.
[[nodiscard]] std::vector<std::string> quoted_words(std::string_view text, char escape);

struct JsonList {
  std::vector<std::string> strings;
  bool mixed = false;  ///< a list, but not of strings only
};

/// `text` as a JSON list, as Go reads it; nothing when it is none.
[[nodiscard]] std::optional<JsonList> json_list(std::string_view text);

}  // namespace tare
