#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/dialect.hpp"
#include "tare/ignore_file.hpp"

namespace TARE_API tare {

/// What the rules say about one name.
struct Verdict {
  bool excluded = false;
  /// The rule that decided: the last one that changed the verdict. Null when no rule did and the
  /// name is included by default. Lives as long as the matcher or a copy of it.
  const Rule* rule = nullptr;
  /// Length of the leading part of the name that the rule matched: the whole name, or a directory
  /// above that hands its verdict down. 0 without a rule.
  std::size_t reach = 0;
  /// The last rule behind `rule` that matches the name itself and only repeats the verdict; null
  /// when there is none. Git, where the last match counts, would name this one.
  const Rule* repeated_by = nullptr;
};

class EnginePool;

/// Rules compiled for matching (moby/patternmatcher: `MatchesUsingParentResults`). Needs no file
/// system.
///
/// Names are bytes relative to the context, `/`-separated, without a leading or trailing `/`, and
/// are taken as they are: `./a` is another name than `a`. The context itself has no name and is
/// never excluded. Immutable: one matcher, and its cheap copies, serve any number of threads. To
/// match a whole tree, let each thread have a Scan.
class Matcher {
 public:
  /// No rules: includes everything.
  Matcher() : Matcher(IgnoreFile()) {}
  /// Throws Error (usage, with file and line) for a pattern that is no regular expression to
  /// Docker.
  explicit Matcher(IgnoreFile rules, Dialect dialect = Dialect::buildkit);

  /// The same rules, which stay compiled, as the other builder walks by them. Verdicts are the
  /// same in both dialects.
  [[nodiscard]] Matcher in_dialect(Dialect dialect) const;

  /// The verdict for `name`, its parents considered.
  [[nodiscard]] Verdict match(std::string_view name) const;

  /// The rules whose own pattern matches `name`, in order, whatever matches its parents. Those of
  /// the name and of the directories above it are all that a verdict can depend on.
  [[nodiscard]] std::vector<const Rule*> matching(std::string_view name) const;

  /// Whether Docker looks into the excluded directory `name` for something to include again.
  /// Included directories are always entered.
  [[nodiscard]] bool enters(std::string_view name) const;

  /// Whether an exception spells out a name below the directory `name` without wildcards before.
  [[nodiscard]] bool names_below(std::string_view name) const;

  [[nodiscard]] const IgnoreFile& ignore_file() const noexcept;
  [[nodiscard]] Dialect dialect() const noexcept { return dialect_; }

 private:
  friend class Scan;
  std::shared_ptr<EnginePool> pool_;
  Dialect dialect_;
};

}  // namespace tare
