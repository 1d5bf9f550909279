#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "tare/progress.hpp"

namespace cli {

/// Shows how far the work has come, in one line at the bottom of a terminal. Where there is no
/// terminal, nothing is shown, whatever was asked for.
class ProgressDisplay {
 public:
  using Clock = std::chrono::steady_clock;

  enum class When {
    automatic,  ///< for work that takes more than half a second
    always,     ///< at once
    never,
  };

  /// What it draws on.
  struct Screen {
    std::function<std::optional<std::size_t>()> columns;  ///< nothing where lines cannot be redrawn
    std::function<void(const std::string&)> show;         ///< the line, in place of the one before
    std::function<void()> clear;
    std::function<Clock::time_point()> now;
  };

  /// The terminal behind standard error. A line that is there when a signal ends the program is
  /// cleared first.
  explicit ProgressDisplay(When when);
  /// `screen` for tests. The work begins now.
  ProgressDisplay(When when, Screen screen);
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;
  ~ProgressDisplay() { clear(); }

  /// What the library is to call; empty when nothing will be shown. Not to be called any more when
  /// the display is gone.
  [[nodiscard]] tare::ProgressFunction function();
  /// Takes the line away, until there is more to show. Messages do that by themselves, answers on
  /// standard output do not.
  void clear();

 private:
  void update(const tare::Progress& progress);

  Screen screen_;
  When when_;
  Clock::time_point begin_;
  Clock::time_point next_;  // nothing is drawn before
  bool shown_ = false;
};

/// The line for `progress`, `elapsed` after the beginning, in at most `columns` columns.
[[nodiscard]] std::string progress_line(const tare::Progress& progress,
                                        ProgressDisplay::Clock::duration elapsed,
                                        std::size_t columns);

}  // namespace cli
