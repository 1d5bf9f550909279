#pragma once

#include <cstddef>

namespace tare::bench {

/// What a piece of work takes from here on, in bytes.
class MemoryUse {
 public:
  MemoryUse();
  /// The most that operator new has given out at a time. Counts memory that is reserved and never
  /// touched.
  [[nodiscard]] std::size_t heap() const;
  /// The most that was in memory at a time; 0 where the system does not tell.
  [[nodiscard]] std::size_t resident() const;

 private:
  std::size_t heap_before_;
  std::size_t resident_before_;
};

}  // namespace tare::bench
