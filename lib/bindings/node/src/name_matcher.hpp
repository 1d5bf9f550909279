#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "values.hpp"

namespace tare_node {

/// The rules of a Matcher or an Ignore. Names that come one after the other mostly lie in the same
/// directory: what that has come to is kept, and a name costs its last part.
class NameMatcher {
 public:
  /// Throws Failure.
  NameMatcher(std::string_view rules, const char* file);
  NameMatcher(const NameMatcher&) = delete;
  NameMatcher& operator=(const NameMatcher&) = delete;
  ~NameMatcher();

  /// What becomes of `name`, which is put in order before: below a directory that Docker does not
  /// look into, it is what becomes of that. The context itself and what lies outside are never
  /// excluded. The rule lives as long as this. Throws Failure.
  [[nodiscard]] tare_verdict match(std::string& name);

  [[nodiscard]] const tare_matcher* matcher() const noexcept { return matcher_; }

 private:
  struct Directory {
    std::size_t size;  ///< of its name
    tare_state state;
    tare_verdict verdict;
    bool closed;  ///< Docker looks into it no more
  };

  [[nodiscard]] std::size_t keep_parents_of(std::string_view name);
  [[nodiscard]] bool closed() const { return !parents_.empty() && parents_.back().closed; }
  void enter(const std::string& name, std::size_t size);
  tare_verdict match_part(const char* name, tare_state& state);

  tare_matcher* matcher_ = nullptr;
  tare_scan* scan_ = nullptr;
  // The directory that was met last, and those above it.
  std::string directory_;
  std::vector<Directory> parents_;
};

/// `name` without empty parts, "." and "..", as path.posix.normalize() does it. Empty for the
/// context itself and for what lies outside.
[[nodiscard]] std::string cleaned(std::string_view name);

}  // namespace tare_node
