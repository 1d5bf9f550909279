#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tare {

/// The directories above the place that a walk has come to. A walk goes depth first, so a directory
/// is complete when it is left.
class Branch {
 public:
  /// How many directories there are, the context itself not counted.
  [[nodiscard]] std::size_t depth() const noexcept { return ends_.size(); }

  /// Goes to `directory`, empty for the context itself. Calls `leave(name)` for each directory that
  /// this leaves, the deepest first, and `enter(name)` for each that is new, the topmost first;
  /// depth() counts that directory in both.
  template <typename Leave, typename Enter>
  void go_to(std::string_view directory, Leave leave, Enter enter) {
    if (directory == path_) return;
    while (!ends_.empty() && !holds(directory)) {
      leave(std::string_view(path_));
      ends_.pop_back();
      path_.resize(ends_.empty() ? 0 : ends_.back());
    }
    while (path_.size() < directory.size()) {
      const std::size_t from = path_.empty() ? 0 : path_.size() + 1;
      const std::size_t end = std::min(directory.find('/', from), directory.size());
      path_.assign(directory.substr(0, end));
      ends_.push_back(end);
      enter(std::string_view(path_));
    }
  }

 private:
  // Whether the deepest directory is `directory` or above it.
  [[nodiscard]] bool holds(std::string_view directory) const {
    return directory.substr(0, path_.size()) == path_ &&
           (directory.size() == path_.size() || directory[path_.size()] == '/');
  }

  std::string path_;
  std::vector<std::size_t> ends_;  // of each directory's name in `path_`
};

}  // namespace tare
