#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tare/matcher.hpp"
#include "tare/scan.hpp"

namespace tare {

/// Matches the names of a walk, in its order, against rules that need not be those of the walk.
/// Directories that the walk did not tell are matched on the way. One thread.
class Trail {
 public:
  /// A directory above a name, and what the rules say about it.
  struct Level {
    std::size_t length = 0;  ///< of the directory's name, which the name begins with
    Scan::State state;
  };

  explicit Trail(const Matcher& matcher) : scan_(matcher) {}

  /// The state of `name`.
  [[nodiscard]] Scan::State match(std::string_view name);
  /// The directories above the name that was matched last, the topmost first.
  [[nodiscard]] std::span<const Level> above() const noexcept { return above_; }
  [[nodiscard]] Scan& scan() noexcept { return scan_; }

 private:
  void go_to(std::string_view directory);

  Scan scan_;
  std::string directory_;  // of the last name
  std::vector<Level> above_;
};

}  // namespace tare
