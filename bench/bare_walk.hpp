#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

// What a walk costs that does nothing else: the system calls, one thread, no order, no rules. A
// floor to hold the library and the program against.

namespace tare::bench {

/// How much is asked of the system for each name.
enum class Depth {
  kNames,  ///< open, getdents and close of each directory
  kSizes,  ///< and a stat of everything that is not a directory
  kBytes,  ///< and open, fstat, read to the end and close of each regular file, without the stat
};

struct BareTotals {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

/// Gets what was read, in pieces of at most 256 KiB.
using BareSink = std::function<void(std::span<const std::byte>)>;

/// Walks `directory`, depth first, each file relative to its directory's descriptor.
/// Throws std::system_error.
[[nodiscard]] BareTotals bare_walk(const std::string& directory, Depth depth,
                                   const BareSink& sink = {});

}  // namespace tare::bench
