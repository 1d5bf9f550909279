#include "go_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "utf8.hpp"

namespace tare::go {
namespace {

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

struct ItemMatch {
  const char* error = nullptr;
  bool matches = false;
};

// `rest` begins behind the `[`.
ItemMatch take_class(std::string_view& rest, std::uint32_t rune) {
  const bool negated = !rest.empty() && rest.front() == '^';
  if (negated) rest.remove_prefix(1);
  bool holds_rune = false;
  for (bool first = true;; first = false) {
    if (!first && !rest.empty() && rest.front() == ']') {
      rest.remove_prefix(1);
      return {nullptr, holds_rune != negated};
    }
    const ClassItem low = take_class_item(rest);
    if (low.error != nullptr) return {low.error, false};
    ClassItem high = low;
    if (rest.front() == '-') {
      rest.remove_prefix(1);
      high = take_class_item(rest);
      if (high.error != nullptr) return {high.error, false};
    }
    holds_rune = holds_rune || (low.rune <= rune && rune <= high.rune);
  }
}

// Takes one item of a pattern, and what it matches off the front of `text`, unless that is empty.
ItemMatch take_item(std::string_view& rest, std::string_view& text) {
  const char c = rest.front();
  rest.remove_prefix(1);
  const bool has_text = !text.empty();
  if (c == '[' || c == '?') {
    const utf8::Rune rune = has_text ? utf8::decode(text) : utf8::Rune{};
    const bool slash = has_text && text.front() == '/';
    if (has_text) text.remove_prefix(rune.size);
    if (c == '?') return {nullptr, has_text && !slash};
    ItemMatch match = take_class(rest, rune.value);
    match.matches = match.matches && has_text;
    return match;
  }
  if (c == '\\' && rest.empty()) return {"a '\\' at the end escapes nothing", false};
  const char wanted = c == '\\' ? rest.front() : c;
  if (c == '\\') rest.remove_prefix(1);
  const bool matches = has_text && text.front() == wanted;
  if (has_text) text.remove_prefix(1);
  return {nullptr, matches};
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

struct PieceMatch {
  const char* error = nullptr;
  bool matches = false;
  std::string_view rest;  // of the text
};

// A piece is read to its end even when it does not match any more: it may be malformed behind that.
PieceMatch match_piece(std::string_view piece, std::string_view text) {
  bool matches = true;
  while (!piece.empty()) {
    const ItemMatch item = take_item(piece, text);
    if (item.error != nullptr) return {item.error, false, {}};
    matches = matches && item.matches;
  }
  return {nullptr, matches, text};
}

// The same behind a `*`, which takes bytes up to the next '/'. `last`: nothing may be left over.
PieceMatch match_behind_star(std::string_view piece, std::string_view text, bool last) {
  while (!text.empty() && text.front() != '/') {
    text.remove_prefix(1);
    const PieceMatch match = match_piece(piece, text);
    if (match.error != nullptr || (match.matches && (!last || match.rest.empty()))) return match;
  }
  return {};
}

ItemMatch match_whole(std::string_view pattern, std::string_view name) {
  while (!pattern.empty()) {
    const bool star = pattern.front() == '*';
    pattern.remove_prefix(std::min(pattern.find_first_not_of('*'), pattern.size()));
    const std::string_view piece = first_piece(pattern);
    pattern.remove_prefix(piece.size());
    if (star && piece.empty()) return {nullptr, name.find('/') == std::string_view::npos};
    const bool last = pattern.empty();
    PieceMatch match = match_piece(piece, name);
    if (match.error != nullptr) return {match.error, false};
    if (!match.matches || (last && !match.rest.empty())) {
      match = star ? match_behind_star(piece, name, last) : PieceMatch{};
    }
    if (!match.matches) return {match.error, false};
    name = match.rest;
  }
  return {nullptr, name.empty()};
}

}  // namespace

bool is_space(std::uint32_t rune) noexcept {
  if (rune >= 0x2000 && rune <= 0x200A) return true;
  constexpr std::array<std::uint32_t, 14> kOthers{'\t',   '\n',   '\v',   '\f',   '\r',
                                                  ' ',    0x85,   0xA0,   0x1680, 0x2028,
                                                  0x2029, 0x202F, 0x205F, 0x3000};
  return std::find(kOthers.begin(), kOthers.end(), rune) != kOthers.end();
}

std::string_view trim_space_left(std::string_view text) {
  while (!text.empty()) {
    const utf8::Rune rune = utf8::decode(text);
    if (!rune.valid || !is_space(rune.value)) break;
    text.remove_prefix(rune.size);
  }
  return text;
}

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

bool has_wildcard(std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '\\') {
      ++i;
    } else if (path[i] == '*' || path[i] == '?' || path[i] == '[') {
      return true;
    }
  }
  return false;
}

bool match(std::string_view pattern, std::string_view name) {
  return match_whole(pattern, name).matches;
}

std::optional<std::string> pattern_error(std::string_view pattern) {
  const ItemMatch match = match_whole(pattern, ".");
  if (match.error == nullptr) return std::nullopt;
  return match.error;
}

bool crosses_parts(std::string_view pattern) {
  while (!pattern.empty()) {
    std::string_view slash = "/";
    const std::string_view from = pattern;
    const ItemMatch item = take_item(pattern, slash);
    if (item.error != nullptr) return false;
    const std::string_view text = from.substr(0, from.size() - pattern.size());
    if (text.size() > 1 && (item.matches || text.find('/') != std::string_view::npos)) return true;
  }
  return false;
}

}  // namespace tare::go
