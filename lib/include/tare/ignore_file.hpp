#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/comment.hpp"

namespace TARE_API tare {

/// One effective line of an ignore file.
struct Rule {
  std::string file;      ///< the ignore file, as messages name it
  std::size_t line = 0;  ///< from 1; 0 when it comes from no file
  std::string original;  ///< the line without surrounding white space, as its author wrote it
  std::string pattern;   ///< cleaned, without the `!` of an exception
  bool exception = false;
};

/// The rules of a `.dockerignore`, in order.
///
/// Reads text the way Docker does (moby/patternmatcher: `ignorefile.ReadAll`, then `New`): a
/// comment has its `#` in the first column, white space around a line goes, patterns are cleaned
/// like Go's `filepath.Clean`, one leading `/` is dropped. Immutable.
class IgnoreFile {
 public:
  /// More is refused. BuildKit can hand over 16 MiB of an ignore file, and with so many rules
  /// Docker takes a second for each file of the context.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;
  static constexpr std::size_t kMostRules = 1'000'000;

  /// No rules: everything is included.
  IgnoreFile() = default;

  /// Reads rules from `text`; `file` is what messages call it.
  /// Throws Error (usage) with the line number for a malformed pattern, a lone `!`, a NUL byte, a
  /// line of 65,536 bytes or more, and what is beyond the limits above.
  [[nodiscard]] static IgnoreFile parse(std::string_view text, std::string file = ".dockerignore");

  /// Rules from patterns as a program hands them over (moby/patternmatcher: `New` alone): no
  /// comments, and a leading `/` stays. They have no line; `file` says where they come from.
  /// Throws Error (usage) as parse() does, without a line.
  [[nodiscard]] static IgnoreFile of_patterns(std::span<const std::string> patterns,
                                              std::string file);

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  [[nodiscard]] const std::vector<Rule>& rules() const& noexcept { return rules_; }
  const std::vector<Rule>& rules() && = delete;  // would outlive the file it belongs to
  [[nodiscard]] const std::vector<Comment>& comments() const& noexcept { return comments_; }
  const std::vector<Comment>& comments() && = delete;

 private:
  std::string file_;
  std::vector<Rule> rules_;
  std::vector<Comment> comments_;
};

}  // namespace tare
