#pragma once

#include <chrono>
#include <ctime>

namespace tare {

/// Time since a point, on the wall and on the processors, in seconds.
class Stopwatch {
 public:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] double wall() const {
    return std::chrono::duration<double>(Clock::now() - begin_).count();
  }
  /// Of all threads of the process together.
  [[nodiscard]] double processor() const {
    return static_cast<double>(std::clock() - processor_begin_) / CLOCKS_PER_SEC;
  }
  void restart() { *this = Stopwatch(); }

 private:
  Clock::time_point begin_ = Clock::now();
  std::clock_t processor_begin_ = std::clock();
};

}  // namespace tare
