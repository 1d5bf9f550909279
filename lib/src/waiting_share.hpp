#pragma once

#include <atomic>
#include <cstdint>

namespace tare {

/// How much of the reading waits for a disk, from samples that all readers take.
class WaitingShare {
 public:
  void add(bool waited) noexcept {
    (waited ? waited_ : went_on_).fetch_add(1, std::memory_order_relaxed);
  }
  /// Whether most samples since the last call waited. Without any, all readers are waiting.
  [[nodiscard]] bool take_whether_most() noexcept {
    const std::uint32_t went_on = went_on_.exchange(0, std::memory_order_relaxed);
    return waited_.exchange(0, std::memory_order_relaxed) >= went_on;
  }

 private:
  std::atomic<std::uint32_t> waited_{0};
  std::atomic<std::uint32_t> went_on_{0};
};

}  // namespace tare
