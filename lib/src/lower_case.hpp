#pragma once

#include <string>
#include <string_view>

namespace tare {

/// ASCII letters in lower case, other bytes as they are.
[[nodiscard]] inline std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return result;
}

}  // namespace tare
