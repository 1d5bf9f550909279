#include "instruction_words.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "go_text.hpp"
#include "utf8.hpp"

namespace tare {
namespace {

constexpr std::string_view kBlanks = "\t\v\f\r ";  // where BuildKit splits
constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

// A character taken off `text`; Go puts U+FFFD where there is none.
std::string take(std::string_view& text, utf8::Rune& rune) {
  rune = utf8::decode(text);
  std::string result(rune.valid ? text.substr(0, rune.size) : kReplacementText);
  text.remove_prefix(rune.size);
  return result;
}

// The value of `\u` and four hexadecimal digits at the beginning of `text`.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
  if (text.size() < 6 || text.substr(0, 2) != "\\u") return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, value, 16);
  if (error != std::errc() || end != text.data() + 6) return std::nullopt;
  return value;
}

// Half of a character beyond U+FFFF stands alone: a replacement for Go, an error for JSON itself.
std::string escape_of(std::string_view text) {
  const std::optional<std::uint32_t> unit = escaped_unit(text);
  if (!unit) return std::string(text.substr(0, 2));
  if (*unit < 0xD800 || *unit > 0xDFFF) return std::string(text.substr(0, 6));
  const std::optional<std::uint32_t> second = escaped_unit(text.substr(6));
  const bool pair = *unit < 0xDC00 && second && *second >= 0xDC00 && *second <= 0xDFFF;
  return pair ? std::string(text.substr(0, 12)) : std::string("\\ufffd");
}

// What JSON refuses and Go mends: bytes that are no UTF-8, halves of characters.
std::string mended(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    if (text.front() == '\\') {
      const std::string escape = escape_of(text);
      const bool half = escape == "\\ufffd";
      text.remove_prefix(half ? 6 : escape.size());
      result += escape;
    } else {
      utf8::Rune rune;
      result += take(text, rune);
    }
  }
  return result;
}

}  // namespace

std::vector<std::string> blank_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty()) return words;
    const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::vector<std::string> quoted_words(std::string_view text, char escape) {
  std::vector<std::string> words;
  std::string word;
  std::string quote;
  while (!text.empty()) {
    utf8::Rune rune;
    std::string character = take(text, rune);
    if (quote.empty() && rune.valid && go::is_space(rune.value)) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
      continue;
    }
    if (character[0] == escape && quote != "'") {
      if (text.empty()) break;
      character += take(text, rune);
    } else if (character == quote) {
      quote.clear();
    } else if (quote.empty() && (character == "'" || character == "\"")) {
      quote = character;
    }
    word += character;
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::optional<JsonList> json_list(std::string_view text) {
  text = go::trim_space_left(text);
  if (text.empty() || text.front() != '[') return std::nullopt;
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const nlohmann::json json = nlohmann::json::parse(mended(text), nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  JsonList list;
  for (const nlohmann::json& item : json) {
    if (item.is_string()) {
      list.strings.push_back(item.get<std::string>());
    } else {
      list.mixed = true;
    }
  }
  return list;
}

}  // namespace tare
