#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "tare/dialect.hpp"
#include "tare/ignore_file.hpp"

namespace tare {

/// Which excluded directories Docker looks into. It goes by the text of the exceptions, not by what
/// they can match, so it passes over files that the rules alone would bring back.
class Descent {
 public:
  /// Goes by the exceptions among `rules`.
  Descent(const std::vector<Rule>& rules, Dialect dialect);
  /// Goes by those that are no exceptions: which directories BuildKit looks into for what include
  /// patterns ask for.
  [[nodiscard]] static Descent for_patterns(const std::vector<Rule>& rules, Dialect dialect);

  /// See Matcher::enters.
  [[nodiscard]] bool enters(std::string_view directory) const;

  /// Whether it enters all there are; else the only ones are those in `directories`.
  [[nodiscard]] bool enters_everywhere() const noexcept { return everywhere_; }
  [[nodiscard]] const std::unordered_set<std::string>& directories() const noexcept {
    return entered_;
  }

  /// See Matcher::names_below.
  [[nodiscard]] bool names_below(std::string_view directory) const;

 private:
  Descent() = default;
  void add(std::string_view pattern, Dialect dialect);

  bool everywhere_ = false;
  std::unordered_set<std::string> entered_;
  std::unordered_set<std::string> spelled_out_;
};

}  // namespace tare
