#include "go_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "utf8.hpp"

namespace tare::go {
namespace {

bool is_space(std::uint32_t rune) {
  if (rune >= 0x2000 && rune <= 0x200A) return true;
  constexpr std::array<std::uint32_t, 14> kOthers{'\t',   '\n',   '\v',   '\f',   '\r',
                                                  ' ',    0x85,   0xA0,   0x1680, 0x2028,
                                                  0x2029, 0x202F, 0x205F, 0x3000};
  return std::find(kOthers.begin(), kOthers.end(), rune) != kOthers.end();
}

// One item of a class, and what follows it. Go takes no bare `-` or `]` here, and wants the class
// to go on behind the item.
struct ClassItem {
  std::uint32_t rune = 0;
  const char* error = nullptr;
};

ClassItem take_class_item(std::string_view& rest) {
  if (rest.empty()) return {0, "'[' is never closed"};
  if (rest.front() == '-') return {0, "a '-' in '[...]' needs a character on both sides, or '\\-'"};
  if (rest.front() == ']') return {0, "a ']' in '[...]' needs a character before it, or '\\]'"};
  if (rest.front() == '\\') rest.remove_prefix(1);
  if (rest.empty()) return {0, "'[' is never closed"};
  const utf8::Rune rune = utf8::decode(rest);
  if (!rune.valid) return {0, "'[...]' holds bytes that are not UTF-8"};
  rest.remove_prefix(rune.size);
  if (rest.empty()) return {0, "'[' is never closed"};
  return {rune.value, nullptr};
}

struct ItemCheck {
  const char* error = nullptr;
  bool matches_dot = false;
};

// `rest` begins behind the `[`.
ItemCheck take_class(std::string_view& rest) {
  const bool negated = !rest.empty() && rest.front() == '^';
  if (negated) rest.remove_prefix(1);
  bool holds_dot = false;
  for (bool first = true;; first = false) {
    if (!first && !rest.empty() && rest.front() == ']') {
      rest.remove_prefix(1);
      return {nullptr, holds_dot != negated};
    }
    const ClassItem low = take_class_item(rest);
    if (low.error != nullptr) return {low.error, false};
    ClassItem high = low;
    if (rest.front() == '-') {
      rest.remove_prefix(1);
      high = take_class_item(rest);
      if (high.error != nullptr) return {high.error, false};
    }
    holds_dot = holds_dot || (low.rune <= '.' && '.' <= high.rune);
  }
}

ItemCheck take_item(std::string_view& rest) {
  const char c = rest.front();
  rest.remove_prefix(1);
  if (c == '[') return take_class(rest);
  if (c == '?') return {nullptr, true};
  if (c != '\\') return {nullptr, c == '.'};
  if (rest.empty()) return {"a '\\' at the end escapes nothing", false};
  const bool dot = rest.front() == '.';
  rest.remove_prefix(1);
  return {nullptr, dot};
}

// The part of `pattern` up to the next `*` that stands outside brackets.
std::string_view first_piece(std::string_view pattern) {
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '[' || c == ']') {
      in_class = c == '[';
    } else if (c == '*' && !in_class) {
      return pattern.substr(0, i);
    }
  }
  return pattern;
}

}  // namespace

std::string_view trim_space(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::Rune rune = utf8::decode(text.substr(at));
    if (!rune.valid || !is_space(rune.value)) {
      begin = std::min(begin, at);
      end = at + rune.size;
    }
    at += rune.size;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

std::string clean(std::string_view path) {
  const bool rooted = !path.empty() && path.front() == '/';
  std::vector<std::string_view> kept;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    const bool up = part == "..";
    if (up && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!up || !rooted) {
      kept.push_back(part);
    }
  }
  std::string result = rooted ? "/" : "";
  for (const std::string_view part : kept) {
    if (!result.empty() && result.back() != '/') result += '/';
    result += part;
  }
  return result.empty() ? "." : result;
}

// A piece can only match the text "." when it is a single item that matches a dot; the piece after
// it then meets the empty text, which no piece matches, and the call is over.
std::optional<std::string> pattern_error(std::string_view pattern) {
  bool dot_left = true;
  while (!pattern.empty()) {
    pattern.remove_prefix(std::min(pattern.find_first_not_of('*'), pattern.size()));
    const std::string_view piece = first_piece(pattern);
    pattern.remove_prefix(piece.size());
    std::string_view rest = piece;
    bool matches = dot_left && !piece.empty();
    for (std::size_t items = 0; !rest.empty(); ++items) {
      const ItemCheck item = take_item(rest);
      if (item.error != nullptr) return item.error;
      matches = matches && item.matches_dot && items == 0;
    }
    if (!matches) return std::nullopt;
    dot_left = false;
  }
  return std::nullopt;
}

}  // namespace tare::go
