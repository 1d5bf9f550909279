#pragma once

#include <cstddef>

#include "word_error.hpp"

namespace tare {

/// How much work one Dockerfile may cause. Variables double what they hold with a line each, so a
/// short file could fill any memory; what takes bytes or steps by them is paid for here.
class Budget {
 public:
  static constexpr std::size_t kAll = std::size_t{1} << 26U;
  static constexpr std::size_t kValue = std::size_t{1} << 20U;

  /// Throws WordError when nothing is left.
  void spend(std::size_t amount) {
    if (amount > left_)
      throw WordError("up to here this Dockerfile expands to more than 64 MiB; split it");
    left_ -= amount;
  }

  /// Pays for a value; throws WordError when it is too long for one, too.
  void spend_on_value(std::size_t size) {
    if (size > kValue) throw WordError("expands to more than 1 MiB");
    spend(size);
  }

 private:
  std::size_t left_ = kAll;
};

}  // namespace tare
