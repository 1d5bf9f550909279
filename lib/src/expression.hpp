#pragma once

#include <string>
#include <string_view>

namespace tare {

/// What moby/patternmatcher (`Pattern.compile`) makes of a cleaned pattern: the way it is compared
/// with a whole name, and the text to compare with.
struct Expression {
  enum class Kind {
    exact,   ///< the name equals `text`
    prefix,  ///< the name begins with `text`
    suffix,  ///< the name ends with `text`; when `text` begins with '/', it may also equal the rest
    regexp,  ///< the regular expression `text` finds a match anywhere in the name
  };

  Kind kind = Kind::exact;
  std::string text;

  /// Whether `name` matches, for every kind but regexp. Compares bytes.
  [[nodiscard]] bool matches_plainly(std::string_view name) const;
};

[[nodiscard]] Expression translate(std::string_view pattern);

/// The first escape in a regular expression that RE2 knows and Go does not; empty if there is none.
[[nodiscard]] std::string_view escape_unknown_to_go(std::string_view regexp);

}  // namespace tare
