#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "tare/dialect.hpp"
#include "tare/ignore_file.hpp"

namespace tare {

/// What the rules say about one name.
struct Verdict {
  bool excluded = false;
  /// The rule that decided: the last one that changed the verdict. Null when no rule did and the
  /// name is included by default. Lives as long as the matcher or a copy of it.
  const Rule* rule = nullptr;
  /// Length of the leading part of the name that the rule matched: the whole name, or a directory
  /// above that hands its verdict down. 0 without a rule.
  std::size_t reach = 0;
};

/// Rules compiled for matching (moby/patternmatcher: `MatchesUsingParentResults`).
///
/// Names are bytes relative to the context, `/`-separated, without a leading or trailing `/`. The
/// context itself has no name and is never excluded. Immutable: one matcher, and its cheap copies,
/// serve any number of threads without locking.
class Matcher {
 public:
  /// No rules: includes everything.
  Matcher() : Matcher(IgnoreFile()) {}
  /// Throws Error (usage, with file and line) for a pattern that is no regular expression to
  /// Docker.
  explicit Matcher(IgnoreFile rules, Dialect dialect = Dialect::buildkit);

  /// The verdict for `name`, its parents considered.
  [[nodiscard]] Verdict match(std::string_view name) const;

  /// The same when the verdict for the parent directory is at hand; `Verdict()` for the context
  /// itself. A walk costs one step an entry this way.
  [[nodiscard]] Verdict match(std::string_view name, const Verdict& parent) const;

  /// The rules whose own pattern matches `name`, in order, whatever matches its parents. Those of
  /// the name and of the directories above it are all that a verdict can depend on.
  [[nodiscard]] std::vector<const Rule*> matching(std::string_view name) const;

  /// Whether Docker looks into the excluded directory `name` for something to include again.
  /// Included directories are always entered.
  [[nodiscard]] bool enters(std::string_view name) const;

  /// Whether an exception spells out a name below the directory `name` without wildcards before.
  [[nodiscard]] bool names_below(std::string_view name) const;

  [[nodiscard]] const IgnoreFile& ignore_file() const noexcept;
  [[nodiscard]] Dialect dialect() const noexcept;

 private:
  class Rules;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace tare
