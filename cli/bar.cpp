#include "bar.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cli {

std::string bar(std::uint64_t part, std::uint64_t whole, std::size_t columns) {
  if (part == 0 || whole == 0 || columns == 0) return "";
  constexpr std::array<const char*, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const std::size_t full = columns * 8;
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  auto length = static_cast<std::size_t>(std::lround(share * static_cast<double>(full)));
  length = part >= whole ? full : std::clamp<std::size_t>(length, 1, full - 1);
  std::string text;
  for (std::size_t i = 0; i < length / 8; ++i) text += "█";
  return text + kEighths[length % 8];
}

}  // namespace cli
