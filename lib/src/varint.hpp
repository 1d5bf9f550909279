#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers in groups of seven bits, the lowest first; the last byte is below 128. For lists that
/// stay in memory: what take_varint() gets was written by put_varint().
namespace tare {

inline void put_varint(std::string& out, std::uint64_t number) {
  for (; number >= 128; number >>= 7u) out += static_cast<char>(number | 128u);
  out += static_cast<char>(number);
}

[[nodiscard]] inline std::uint64_t take_varint(std::string_view& in) {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 127u) << shift;
    if (byte < 128) return number;
  }
}

}  // namespace tare
