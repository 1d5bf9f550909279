#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "descent.hpp"
#include "tare/matcher.hpp"

namespace tare {

/// What a build asks for of a context, as the include patterns of BuildKit's walk (fsutil:
/// `NewFilterFS`). Immutable.
class Narrowing {
 public:
  /// `patterns` as follow_links() gives them. Throws Error (usage) for one that is malformed;
  /// `file` says where they come from.
  Narrowing(const std::vector<std::string>& patterns, const std::string& file);

  /// The patterns as rules: what they "exclude" is asked for.
  [[nodiscard]] const Matcher& matcher() const noexcept { return matcher_; }
  /// Whether BuildKit looks into the directory `name` although no pattern matches it. It goes by
  /// the text of the patterns, so it passes over files that they could match.
  [[nodiscard]] bool enters(std::string_view name) const { return descent_.enters(name); }
  /// Whether a pattern spells out a name below the directory `name` without wildcards before.
  [[nodiscard]] bool names_below(std::string_view name) const { return descent_.names_below(name); }

 private:
  Matcher matcher_;
  Descent descent_;
};

}  // namespace tare
