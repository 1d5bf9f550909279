#include "shell_pattern.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "utf8.hpp"

// A pattern is a list of pieces with a star between each two. The first piece stands where the
// match begins; each next one as far left as it can, which never takes a place from those behind
// it; only the last one decides how long the match is. A star stays within a line, as `.` of an
// expression does. Bytes that are no UTF-8 count as a character each and come out as they were.

namespace tare {
namespace {

constexpr char32_t kAnyRune = 0xFFFFFFFF;
constexpr char32_t kByte = 0x80000000;  // and the byte itself: one that begins no character

std::u32string to_runes(std::string_view text) {
  std::u32string runes;
  runes.reserve(text.size());
  while (!text.empty()) {
    const utf8::Rune rune = utf8::decode(text);
    runes += rune.valid ? char32_t{rune.value} : kByte | static_cast<unsigned char>(text.front());
    text.remove_prefix(rune.size);
  }
  return runes;
}

void put(std::string& out, char32_t rune) {
  const auto add = [&](char32_t bits) { out += static_cast<char>(bits); };
  if ((rune & kByte) != 0) {
    add(rune & 0xFFU);
  } else if (rune < 0x80) {
    add(rune);
  } else if (rune < 0x800) {
    add(0xC0U | rune >> 6U);
    add(0x80U | (rune & 0x3FU));
  } else if (rune < 0x10000) {
    add(0xE0U | rune >> 12U);
    add(0x80U | (rune >> 6U & 0x3FU));
    add(0x80U | (rune & 0x3FU));
  } else {
    add(0xF0U | rune >> 18U);
    add(0x80U | (rune >> 12U & 0x3FU));
    add(0x80U | (rune >> 6U & 0x3FU));
    add(0x80U | (rune & 0x3FU));
  }
}

std::string to_text(std::u32string_view runes) {
  std::string text;
  text.reserve(runes.size());
  for (const char32_t rune : runes) put(text, rune);
  return text;
}

bool is_word_character(char c) { return ascii::is_letter(c) || ascii::is_digit(c) || c == '_'; }

// The name of a group behind a `$` at `at`, and where the text goes on; nothing when it is none.
std::optional<std::string_view> group_at(std::string_view text, std::size_t at, std::size_t& next) {
  const bool braces = at < text.size() && text[at] == '{';
  const std::size_t begin = braces ? at + 1 : at;
  std::size_t end = begin;
  while (end < text.size() && is_word_character(text[end])) ++end;
  if (end == begin || (braces && (end == text.size() || text[end] != '}'))) return std::nullopt;
  next = braces ? end + 1 : end;
  return text.substr(begin, end - begin);
}

// BuildKit hands the replacement of `//` to Go's regexp, which has a language of its own.
std::string fill_in(std::string_view text, std::string_view match) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      out += text[at++];
      continue;
    }
    ++at;
    if (at < text.size() && text[at] == '$') {
      out += text[at++];
    } else if (const auto group = group_at(text, at, at)) {
      if (group == "0") out += match;
    } else {
      out += '$';
    }
  }
  return out;
}

}  // namespace

ShellPattern::ShellPattern(std::string_view pattern, Star star) : pieces_(1), star_(star) {
  const Runes runes = to_runes(pattern);
  for (std::size_t i = 0; i < runes.size(); ++i) {
    if (runes[i] == U'*') {
      pieces_.emplace_back();
      continue;
    }
    if (runes[i] == U'?') {
      pieces_.back() += kAnyRune;
      continue;
    }
    if (runes[i] == U'\\' &&
        (++i == runes.size() || std::u32string_view(U"*?\\}/").find(runes[i]) == Runes::npos)) {
      throw WordError("invalid escape in the pattern of a substitution");
    }
    pieces_.back() += runes[i];
  }
}

ShellPattern ShellPattern::reversed() const {
  ShellPattern other = *this;
  std::reverse(other.pieces_.begin(), other.pieces_.end());
  for (Runes& piece : other.pieces_) std::reverse(piece.begin(), piece.end());
  return other;
}

bool ShellPattern::matches_at(const Runes& piece, const Runes& text, std::size_t at,
                              Budget& budget) const {
  if (piece.size() > text.size() - at) return false;
  std::size_t i = 0;
  while (i < piece.size() &&
         (piece[i] == kAnyRune ? text[at + i] != U'\n' : piece[i] == text[at + i])) {
    ++i;
  }
  budget.spend(i + 1);
  return i == piece.size();
}

// Where `piece` stands first, or last, when only a star comes between `from` and it.
std::optional<std::size_t> ShellPattern::find(const Runes& piece, const Runes& text,
                                              std::size_t from, bool last, Budget& budget) const {
  const std::size_t line_end = std::min(text.find(U'\n', from), text.size());
  budget.spend(line_end - from);
  for (std::size_t i = 0; i <= line_end - from; ++i) {
    const std::size_t at = last ? line_end - i : from + i;
    if (matches_at(piece, text, at, budget)) return at;
  }
  return std::nullopt;
}

std::optional<std::size_t> ShellPattern::end_of_match(const Runes& text, std::size_t from,
                                                      Budget& budget) const {
  if (!matches_at(pieces_.front(), text, from, budget)) return std::nullopt;
  std::size_t end = from + pieces_.front().size();
  for (std::size_t i = 1; i < pieces_.size(); ++i) {
    const bool last = i + 1 == pieces_.size() && star_ == Star::longest;
    const auto at = find(pieces_[i], text, end, last, budget);
    if (!at) return std::nullopt;
    end = *at + pieces_[i].size();
  }
  return end;
}

std::optional<ShellPattern::Match> ShellPattern::first_match(const Runes& text, std::size_t from,
                                                             Budget& budget) const {
  for (std::size_t begin = from; begin <= text.size(); ++begin) {
    if (const auto end = end_of_match(text, begin, budget)) return Match{begin, *end};
  }
  return std::nullopt;
}

std::string ShellPattern::without_prefix(std::string_view value, Budget& budget) const {
  const Runes text = to_runes(value);
  return to_text(std::u32string_view(text).substr(end_of_match(text, 0, budget).value_or(0)));
}

std::string ShellPattern::without_suffix(std::string_view value, Budget& budget) const {
  Runes text = to_runes(value);
  std::reverse(text.begin(), text.end());
  text.erase(0, reversed().end_of_match(text, 0, budget).value_or(0));
  std::reverse(text.begin(), text.end());
  return to_text(text);
}

std::string ShellPattern::replace_first(std::string_view value, std::string_view text,
                                        Budget& budget) const {
  const Runes runes = to_runes(value);
  const auto match = first_match(runes, 0, budget);
  if (!match) return std::string(value);
  std::string out = to_text(std::u32string_view(runes).substr(0, match->begin));
  out += text;
  return out += to_text(std::u32string_view(runes).substr(match->end));
}

std::string ShellPattern::replace_all(std::string_view value, std::string_view text,
                                      Budget& budget) const {
  const Runes runes = to_runes(value);
  const std::u32string_view all = runes;
  std::string out;
  std::size_t done = 0;
  std::size_t from = 0;
  while (from <= all.size()) {
    const auto match = first_match(runes, from, budget);
    if (!match) break;
    out += to_text(all.substr(done, match->begin - done));
    // An empty match right behind another one is none.
    if (match->end > done || match->begin == 0) {
      out += fill_in(text, to_text(all.substr(match->begin, match->end - match->begin)));
    }
    budget.spend(text.size());
    if (out.size() > Budget::kValue) budget.spend_on_value(out.size());
    done = match->end;
    from = std::max(match->end, from + 1);
  }
  return out += to_text(all.substr(std::min(done, all.size())));
}

}  // namespace tare
