#include "long_key.hpp"

#include <algorithm>

// Only strings and comments have to be told from the rest: dots that stand elsewhere, with nothing
// but names, quoted names and blanks between, are those of one key, or of a number with one.

namespace cli {
namespace {

// What stands behind the string that begins at `at`.
std::size_t behind_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool escapes = quote == '"';
  const bool long_one = text.substr(at, 3) == std::string_view(escapes ? "\"\"\"" : "'''");
  const std::string_view end = text.substr(at, long_one ? 3 : 1);
  at += end.size();
  while (at < text.size() && text.substr(at, end.size()) != end) {
    if (text[at] == '\n' && !long_one) return at;
    at += escapes && text[at] == '\\' ? 2U : 1U;
  }
  at = std::min(at + end.size(), text.size());
  // Two quotes more may belong to it.
  for (int more = 0; long_one && more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
  return at;
}

bool belongs_to_key(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == ' ' || c == '\t' || byte >= 0x80;
}

}  // namespace

std::size_t line_of_long_key(std::string_view text, std::size_t most) {
  std::size_t parts = 1;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = behind_string(text, at);
      continue;
    }
    if (c == '.' && ++parts > most) {
      const auto here = text.begin() + static_cast<std::ptrdiff_t>(at);
      return static_cast<std::size_t>(std::count(text.begin(), here, '\n')) + 1;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c != '.' && !belongs_to_key(c)) parts = 1;
    ++at;
  }
  return 0;
}

}  // namespace cli
