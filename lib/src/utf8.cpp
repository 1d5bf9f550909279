#include "utf8.hpp"

namespace tare::utf8 {
namespace {

struct Lead {
  std::size_t size;
  std::uint32_t bits;
  std::uint32_t smallest;  // below it the encoding is overlong
};

constexpr Lead lead(unsigned char byte) noexcept {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

Rune decode(std::string_view text) noexcept {
  const Lead first = lead(static_cast<unsigned char>(text.front()));
  if (first.size == 0 || first.size > text.size()) return {};
  std::uint32_t value = first.bits;
  for (std::size_t i = 1; i < first.size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0u) != 0x80u) return {};
    value = value << 6 | (byte & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < first.smallest || value > 0x10FFFF || surrogate) return {};
  return {value, first.size, true};
}

bool valid(std::string_view text) noexcept {
  while (!text.empty()) {
    const Rune rune = decode(text);
    if (!rune.valid) return false;
    text.remove_prefix(rune.size);
  }
  return true;
}

}  // namespace tare::utf8
