#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace tare {

/// Which sizes can still be among the `most` largest of all. What it refuses would be refused in
/// the end, too, whoever else counts the rest: so dropping that early changes no result.
class LargestSizes {
 public:
  explicit LargestSizes(std::size_t most) : most_(most) {}

  [[nodiscard]] bool admits(std::uint64_t bytes) const noexcept {
    return bytes != 0 && (sizes_.size() < most_ || bytes >= sizes_.front());
  }
  void add(std::uint64_t bytes) {
    if (sizes_.size() == most_) {
      if (bytes <= sizes_.front()) return;
      std::pop_heap(sizes_.begin(), sizes_.end(), std::greater<>());
      sizes_.pop_back();
    }
    sizes_.push_back(bytes);
    std::push_heap(sizes_.begin(), sizes_.end(), std::greater<>());
  }
  [[nodiscard]] std::size_t most() const noexcept { return most_; }

 private:
  std::size_t most_;
  std::vector<std::uint64_t> sizes_;  // a heap, the smallest first
};

}  // namespace tare
