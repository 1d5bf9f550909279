#include "tare/figures.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "tare/error.hpp"
#include "tare/printable.hpp"

// Decimals are read with whole numbers: a limit of 0.1GB is 100,000,000 bytes and not one less,
// which floating point does not promise.

namespace tare {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view take_digits(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_decimal(text[size])) ++size;
  const std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

std::uint64_t value_of(char digit) { return static_cast<std::uint64_t>(digit - '0'); }

// A decimal number times `unit`, rounded down; nothing when that is 2^64 or more.
std::optional<std::uint64_t> times(std::string_view whole, std::string_view fraction,
                                   std::uint64_t unit) {
  std::uint64_t value = 0;
  for (const char digit : whole) {
    if (value > (kMost - value_of(digit)) / 10) return std::nullopt;
    value = value * 10 + value_of(digit);
  }
  if (value > kMost / unit) return std::nullopt;
  value *= unit;
  std::uint64_t part = 0;  // stays below 10 units, which are below 2^64
  for (std::size_t i = fraction.size(); i > 0; --i) {
    part = (part + value_of(fraction[i - 1]) * unit) / 10;
  }
  return value > kMost - part ? std::nullopt : std::optional(value + part);
}

// The bytes in a unit, which may be empty; nothing for what is no unit.
std::optional<std::uint64_t> bytes_in(std::string_view unit) {
  if (!unit.empty() && (unit.back() == 'B' || unit.back() == 'b')) unit.remove_suffix(1);
  if (unit.empty()) return 1;
  constexpr std::string_view kLetters = "kmgtpe";
  const char letter = unit.front() >= 'a' ? unit.front() : static_cast<char>(unit.front() + 32);
  const std::size_t power = kLetters.find(letter);
  const bool binary = unit.size() == 2 && unit[1] == 'i';
  if (power == std::string_view::npos || (unit.size() > 1 && !binary)) return std::nullopt;
  std::uint64_t bytes = 1;
  for (std::size_t i = 0; i <= power; ++i) bytes *= binary ? 1024 : 1000;
  return bytes;
}

// Splits `12.5 MB` into its parts, unit trimmed; false when it does not begin with a number.
bool split(std::string_view text, std::string_view& whole, std::string_view& fraction,
           std::string_view& unit) {
  text = trimmed(text);
  whole = take_digits(text);
  if (text.size() > 1 && text[0] == '.' && is_decimal(text[1])) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  unit = trimmed(text);
  return !whole.empty();
}

[[noreturn]] void refuse(std::string_view text, std::string_view reason) {
  throw Error(Fault::usage, "", fmt::format("{} {}", tare::quoted(text), reason));
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  constexpr std::array<const char*, 6> kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  // Three digits at the most, and never "100.0".
  return value < 99.95 ? fmt::format("{:.1f} {}", value, kUnits[unit])
                       : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count_text(count), count == 1 ? one : many);
}

std::uint64_t parse_size(std::string_view text) {
  std::string_view whole, fraction, unit;
  const bool number = split(text, whole, fraction, unit);
  const auto bytes = bytes_in(unit);
  if (!number || !bytes) refuse(text, "is no size; write 52428800, 50MB, 1.5GB or 50MiB");
  const auto value = times(whole, fraction, *bytes);
  if (!value) refuse(text, "is larger than any size can be");
  return *value;
}

std::uint64_t parse_count(std::string_view text) {
  std::string_view rest = trimmed(text);
  const std::string_view digits = take_digits(rest);
  if (digits.empty() || !rest.empty()) refuse(text, "is no number; write 1000");
  const auto value = times(digits, "", 1);
  if (!value) refuse(text, "is larger than any number can be");
  return *value;
}

std::optional<std::uint64_t> parse_share(std::string_view text) {
  std::string_view whole, fraction, unit;
  const bool number = split(text, whole, fraction, unit);
  if (unit.empty() || unit.back() != '%') return std::nullopt;
  if (!number || unit != "%") refuse(text, "is no share; write 5% or 0.5%");
  const auto value = times(whole, fraction, 10'000);
  if (!value || *value > 10'000'000'000) refuse(text, "is larger than a share can be");
  return value;
}

}  // namespace tare
