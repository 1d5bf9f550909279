#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"

namespace TARE_API tare {

/// How large a context was, to compare a later one with.
struct Baseline {
  /// A directory at the top of the context with all below it, or `.` for the files there.
  struct Part {
    std::string name;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
  };

  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  /// Sorted by name. Empty when it is not known. Of more than 1,000 the largest.
  std::vector<Part> parts;

  /// Reads what to_json() writes, and takes any JSON of this library that says how many files and
  /// bytes a context has, as that of a report. `file` is what messages call it. Throws Error
  /// (usage) for anything else.
  [[nodiscard]] static Baseline parse(std::string_view text, const std::string& file);
};

/// JSON of schema 1 that depends on nothing but the context, to be kept beside it.
[[nodiscard]] std::string to_json(const Baseline& baseline);

}  // namespace tare
