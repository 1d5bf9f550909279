#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "palette.hpp"
#include "tare/suggest.hpp"

namespace cli {

/// Suggestions as text for an ignore file, with a comment above each line.
struct SuggestedLines {
  std::string text;
  std::size_t lines = 0;      ///< in force
  std::size_t commented = 0;  ///< those that are not sure stand behind a `#`
  std::uint64_t bytes = 0;    ///< that those in force leave out
};

[[nodiscard]] SuggestedLines suggested_lines(const std::vector<tare::Suggestion>& suggestions,
                                             const Palette& palette);

}  // namespace cli
