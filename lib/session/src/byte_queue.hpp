#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace tare {

/// Bytes that are appended at the end and taken from the front.
class ByteQueue {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() - begin_; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::string_view view() const noexcept {
    return std::string_view(bytes_).substr(begin_);
  }

  void append(std::string_view bytes) { bytes_.append(bytes); }
  /// Room for `size` bytes at the end, to be filled.
  [[nodiscard]] char* extend(std::size_t size) {
    const std::size_t old = bytes_.size();
    bytes_.resize(old + size);
    return bytes_.data() + old;
  }

  std::size_t take(char* to, std::size_t most) {
    const std::size_t count = std::min(most, size());
    std::memcpy(to, bytes_.data() + begin_, count);
    drop(count);
    return count;
  }

  void drop(std::size_t count) {
    begin_ += count;
    if (begin_ == bytes_.size()) {
      bytes_.clear();
      begin_ = 0;
    } else if (begin_ > kMostTaken && begin_ > bytes_.size() / 2) {
      bytes_.erase(0, begin_);
      begin_ = 0;
    }
  }

 private:
  static constexpr std::size_t kMostTaken =
      std::size_t{64} * 1024;  // to be moved over from time to time
  std::string bytes_;
  std::size_t begin_ = 0;
};

}  // namespace tare
