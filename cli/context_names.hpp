#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cli {

/// Finds out which names paths have in a context, by their text; they need not exist.
class ContextNames {
 public:
  /// For the context in `directory`.
  explicit ContextNames(std::string directory) : directory_(std::move(directory)) {}

  /// The name of `path`, which is relative to the context, or absolute and somewhere in it: clean,
  /// and empty for the context itself. Nothing for a path outside.
  [[nodiscard]] std::optional<std::string> name_of(std::string_view path);

 private:
  [[nodiscard]] bool find_root(const std::string& path);

  std::string directory_;
  std::string root_;  // an absolute path of the context, when one has been met
};

}  // namespace cli
