#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tare/printable.hpp"

namespace cli {
namespace {

// The positions at which the characters of valid UTF-8 begin, and the end.
std::vector<std::size_t> boundaries(std::string_view text) {
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u) at.push_back(i);
  }
  at.push_back(text.size());
  return at;
}

}  // namespace

std::string duration_text(std::chrono::nanoseconds duration) {
  const auto tenths = duration / std::chrono::milliseconds(100);
  if (tenths < 600) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
  const auto all = tenths / 10;
  if (all < 3600) return fmt::format("{}:{:02} min", all / 60, all % 60);
  return fmt::format("{}:{:02}:{:02} h", all / 3600, all / 60 % 60, all % 60);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "0.0 %";
  if (part == whole) return "100.0 %";
  const double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{:.1f} %", std::clamp(share, 0.1, 99.9));
}

std::string rule_place(const tare::Rule& rule) {
  return fmt::format("{}:{}", tare::printable(rule.file), rule.line);
}

std::size_t width_of(std::string_view text) {
  // fmt pads by display width, wide characters included, and no character is wider than its bytes.
  const std::size_t padding = fmt::format("{:<{}}", text, text.size()).size() - text.size();
  return text.size() - padding;
}

std::string fit(const std::string& text, std::size_t columns) {
  if (width_of(text) <= columns || columns < 3) return text;
  const std::vector<std::size_t> at = boundaries(text);
  const std::size_t characters = at.size() - 1;
  // Keeps the two ends; takes characters away until it fits.
  for (std::size_t keep = std::min(characters, columns) - 1;; --keep) {
    const std::size_t head = keep / 2;
    const std::size_t tail = keep - head;
    std::string shorter =
        fmt::format("{}…{}", text.substr(0, at[head]), text.substr(at[characters - tail]));
    if (keep == 0 || width_of(shorter) <= columns) return shorter;
  }
}

}  // namespace cli
