#include "tare/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "utf8.hpp"

namespace tare {
namespace {

bool reorders_or_breaks(std::uint32_t rune) {
  return rune == 0x061C || rune == 0x200E || rune == 0x200F ||  // direction marks
         (rune >= 0x2028 && rune <= 0x202E) ||                  // separators, embeddings, overrides
         (rune >= 0x2066 && rune <= 0x2069);                    // isolates
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
      } else {
        out += fmt::format("\\u{:04x}", rune);
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
    } else if (is_control(rune.value) || reorders_or_breaks(rune.value)) {
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
