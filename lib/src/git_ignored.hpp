#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "tare/error.hpp"

namespace tare {

/// What git ignores in one directory of a work tree, as git itself says.
class GitIgnored {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  /// Asks git, if `directory` or one above it has a `.git`. Where git is missing or does not
  /// answer, nothing is ignored, and `diagnose`, which may be empty, is told.
  GitIgnored(const std::string& directory, const std::function<void(const Diagnostic&)>& diagnose);

  [[nodiscard]] bool empty() const noexcept { return names_.empty(); }
  /// The part of `name` that git ignores, with all below it; empty when it does not. Quick for
  /// names in the order of a walk.
  [[nodiscard]] std::string_view ignored_part(std::string_view name);

 private:
  bool take(std::string_view piece);

  std::unordered_set<std::string> names_;  // without a `/` at the end
  std::string unfinished_;                 // a name of which more is to come
  std::size_t bytes_ = 0;
  std::string directory_;           // of the last name
  std::size_t directory_part_ = 0;  // of that, as ignored_part has it
  std::string lookup_;
};

}  // namespace tare
