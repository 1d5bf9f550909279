#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace tare {

/// Many short names, each kept until all of them go.
class KeptNames {
 public:
  /// Ends with NUL.
  [[nodiscard]] const char* keep(std::string_view name) {
    if (left_ <= name.size()) {
      left_ = std::max(kChunk, name.size() + 1);
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(left_));  // NOLINT(*-c-arrays)
      next_ = chunks_.back().get();
    }
    char* kept = next_;
    std::memcpy(kept, name.data(), name.size());
    kept[name.size()] = '\0';
    next_ += name.size() + 1;
    left_ -= name.size() + 1;
    return kept;
  }

 private:
  static constexpr std::size_t kChunk = std::size_t{16} << 10;

  std::vector<std::unique_ptr<char[]>> chunks_;  // NOLINT(*-c-arrays)
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace tare
