#pragma once

#include <atomic>
#include <cstdint>

#include "os.hpp"

namespace tare {

/// How much of the reading waits for a disk, from samples that all readers take.
class WaitingShare {
 public:
  /// Looks whether the calling thread has to wait from one `add` to the next; nothing but system
  /// calls for one entry should lie between.
  class Sampler {
   public:
    Sampler(WaitingShare& share, bool wanted)
        : share_(wanted ? &share : nullptr), before_(wanted ? os::times_waited() : 0) {}

    void add() {
      if (share_ == nullptr) return;
      const std::uint64_t now = os::times_waited();
      auto& count = now != before_ ? share_->waited_ : share_->went_on_;
      count.fetch_add(1, std::memory_order_relaxed);
      before_ = now;
    }

   private:
    WaitingShare* share_;
    std::uint64_t before_;
  };

  /// Whether most of the samples since the last answer had to wait; no while they are few.
  [[nodiscard]] bool take_whether_most() noexcept {
    const std::uint32_t waited = waited_.load(std::memory_order_relaxed);
    const std::uint32_t went_on = went_on_.load(std::memory_order_relaxed);
    if (waited + went_on < kFew) return false;
    waited_.store(0, std::memory_order_relaxed);
    went_on_.store(0, std::memory_order_relaxed);
    return waited > went_on;
  }

 private:
  static constexpr std::uint32_t kFew = 8;

  std::atomic<std::uint32_t> waited_{0};
  std::atomic<std::uint32_t> went_on_{0};
};

}  // namespace tare
