#include "flag_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "ascii.hpp"

namespace tare {
namespace {

// Digits, with a point or without, taken off `text`.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  double place = 1;
  bool point = false;
  std::size_t digits = 0;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (ascii::is_digit(text.front())) {
      ++digits;
      number = number * 10 + (text.front() - '0');
      if (point) place *= 10;
    } else if (text.front() == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (digits == 0) return std::nullopt;
  return number / place;
}

// How many nanoseconds a unit taken off `text` has. Go's micro signs never come here whole: flags
// are read byte by byte.
std::optional<double> take_unit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    double nanoseconds;
  };
  constexpr std::array<Unit, 6> kUnits{
      {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
  const std::string_view name = text.substr(0, text.find_first_of(".0123456789"));
  text.remove_prefix(name.size());
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return unit.nanoseconds;
  }
  return std::nullopt;
}

std::optional<double> nanoseconds_in(std::string_view text) {
  constexpr double kLargest = 9223372036854775807.0;
  const double sign = text.substr(0, 1) == "-" ? -1 : 1;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  double sum = 0;
  while (!text.empty()) {
    const std::optional<double> number = take_number(text);
    const std::optional<double> unit = take_unit(text);
    if (!number || !unit) return std::nullopt;
    sum += *number * *unit;
  }
  if (sum > kLargest) return std::nullopt;
  return sign * sum;
}

}  // namespace

bool is_duration(std::string_view value) {
  constexpr double kMillisecond = 1e6;
  const std::optional<double> nanoseconds = nanoseconds_in(value);
  return value.empty() || (nanoseconds && (*nanoseconds == 0 || *nanoseconds >= kMillisecond));
}

bool is_count(std::string_view value) {
  if (value.empty()) return true;
  if (value.front() == '+') value.remove_prefix(1);
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() && number >= 0;
}

bool is_boolean(std::string_view value) {
  std::string lower(value);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower == "true" || lower == "false";
}

}  // namespace tare
