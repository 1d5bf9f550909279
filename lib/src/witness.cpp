#include "witness.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace tare {
namespace {

constexpr std::uint32_t kUnheardOf = 0xF1E7;  // for private use: in no pattern, most likely

void append_rune(std::uint32_t rune, std::string& out) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  if (rune < 0x80) {
    out += byte(rune);
    return;
  }
  if (rune < 0x800) {
    out += byte(0xC0 | rune >> 6);
  } else if (rune < 0x10000) {
    out += byte(0xE0 | rune >> 12);
    out += byte(0x80 | (rune >> 6 & 0x3F));
  } else {
    out += byte(0xF0 | rune >> 18);
    out += byte(0x80 | (rune >> 12 & 0x3F));
    out += byte(0x80 | (rune >> 6 & 0x3F));
  }
  out += byte(0x80 | (rune & 0x3F));
}

std::uint32_t member_of(const RuneSet& set) {
  if (!set.negated) return set.ranges.front().first;
  for (std::uint32_t rune = kUnheardOf; rune < kUnheardOf + 100; ++rune) {
    if (set.contains(rune)) return rune;
  }
  return 'a';
}

std::string example(const Pieces& pieces, const std::vector<RuneSet>& classes, bool shortest) {
  using Kind = Piece::Kind;
  std::string name;
  for (const Piece& piece : pieces) {
    switch (piece.kind) {
      case Kind::rune:
        append_rune(piece.value, name);
        break;
      case Kind::set:
        append_rune(member_of(classes[piece.value]), name);
        break;
      case Kind::not_slash:
        append_rune(kUnheardOf, name);
        break;
      case Kind::star:
      case Kind::line:
      case Kind::rest:
        if (!shortest) append_rune(kUnheardOf, name);
        break;
      case Kind::globstar:
      case Kind::raw_globstar:
        if (shortest) break;
        append_rune(kUnheardOf, name);
        name += '/';
        break;
    }
  }
  return name;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '/' && text.back() != '/' &&
         text.find("//") == std::string_view::npos;
}

}  // namespace

std::vector<std::string> witnesses(const Pieces& pieces, const std::vector<RuneSet>& classes) {
  std::vector<std::string> names{example(pieces, classes, false), example(pieces, classes, true)};
  names.erase(std::remove_if(names.begin(), names.end(),
                             [](const std::string& name) { return !is_name(name); }),
              names.end());
  if (names.size() == 2 && names[0] == names[1]) names.pop_back();
  return names;
}

}  // namespace tare
