#pragma once

#include <algorithm>
#include <thread>

namespace tare {

/// The processors that there are for this process, as the system said the first time.
inline unsigned processor_count() noexcept {
  static const unsigned kCount = std::max(1u, std::thread::hardware_concurrency());
  return kCount;
}

}  // namespace tare
