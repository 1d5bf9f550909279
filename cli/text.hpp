#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tare/figures.hpp"
#include "tare/matcher.hpp"

/// How figures and names look to a person.
namespace cli {

using tare::count_of;
using tare::count_text;
using tare::size_text;

/// `0.4 s`, `1:05 min`, `2:01:05 h`
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds duration);

/// The share of `part` in `whole` as `99.7 %`; `0.0 %` and `100.0 %` only where that is exact.
[[nodiscard]] std::string share_text(std::uint64_t part, std::uint64_t whole);

/// `.dockerignore:3`
[[nodiscard]] std::string rule_place(const tare::Rule& rule);

/// `text` in at most `columns` columns, the middle left out if it must.
[[nodiscard]] std::string fit(const std::string& text, std::size_t columns);

/// Columns that `text` takes on a terminal.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// The columns that the widest text in one column of a table takes.
template <typename Row>
[[nodiscard]] std::size_t widest(const std::vector<Row>& rows, std::string Row::*column) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, width_of(row.*column));
  return width;
}

}  // namespace cli
