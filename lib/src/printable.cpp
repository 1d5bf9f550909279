#include "tare/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "utf8.hpp"

namespace tare {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// What turns text around, breaks a line, or shows nothing at all, so that two names look the same
// or one carries what nobody sees: Unicode's characters that a font may ignore, and the separators
// and annotations. Not among them: the selectors U+FE00-FE0F, which emoji are written with.
constexpr Range kUnseen[] = {
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // grapheme joiner
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian selectors
    {0x200B, 0x200F},    // zero-width spaces and joiners, direction marks
    {0x2028, 0x202E},    // separators, embeddings, overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates
    {0x3164, 0x3164},    // Hangul filler
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // Hangul filler
    {0xFFF0, 0xFFFB},    // annotations
    {0x1BCA0, 0x1BCA3},  // shorthand controls
    {0x1D173, 0x1D17A},  // musical controls
    {0xE0000, 0xE0FFF},  // tags, more selectors
};

bool is_unseen(std::uint32_t rune) {
  return std::any_of(std::begin(kUnseen), std::end(kUnseen), [rune](const Range& range) {
    return rune >= range.first && rune <= range.last;
  });
}

bool is_control(std::uint32_t rune) { return rune < 0x20 || (rune >= 0x7F && rune < 0xA0); }

void append_escape(std::string& out, std::uint32_t rune) {
  switch (rune) {
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (rune < 0x80) {
        out += fmt::format("\\x{:02x}", rune);
      } else if (rune <= 0xFFFF) {
        out += fmt::format("\\u{:04x}", rune);
      } else {
        out += fmt::format("\\U{:08x}", rune);
      }
  }
}

bool plain_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

std::string printable(std::string_view bytes) {
  if (plain_ascii(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size() + 8);
  while (!bytes.empty()) {
    const utf8::Rune rune = utf8::decode(bytes);
    if (!rune.valid) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
    } else if (is_control(rune.value) || is_unseen(rune.value)) {
      append_escape(out, rune.value);
    } else {
      out += bytes.substr(0, rune.size);
    }
    bytes.remove_prefix(rune.size);
  }
  return out;
}

std::string quoted(std::string_view bytes) { return fmt::format("'{}'", printable(bytes)); }

}  // namespace tare
