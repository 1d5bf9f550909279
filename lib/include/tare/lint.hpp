#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/build_plan.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/finding.hpp"
#include "tare/progress.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

/// A kind of finding that a lint can have.
struct FindingKind {
  std::string_view id;
  Severity severity = Severity::warning;  ///< the usual one
  std::string_view explanation;           ///< why it matters, in a sentence or two
};

/// All of them, by identifier.
[[nodiscard]] std::span<const FindingKind> lint_kinds();

struct LintOptions {
  /// Identifiers of findings to leave out. Throws Error (usage) for one that is none.
  std::vector<std::string> disabled = {};
  /// Ask git, where the context lies in a repository, what it ignores. Runs the program `git`.
  bool ask_git = true;
  /// What the Dockerfile builds; null: what it takes from the context is not looked at. Has to live
  /// as long as the work.
  const BuildPlan* plan = nullptr;
  /// As in WalkOptions.
  unsigned threads = 0;
  /// May be empty.
  ProgressFunction progress = {};
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
};

struct LintResult {
  static constexpr std::size_t kMostOfKind = 200;

  /// Sorted. Of each kind the most important `kMostOfKind`, the largest of these; one without a
  /// place counts the rest.
  std::vector<Finding> findings;
  std::size_t allowed = 0;  ///< findings that a `# tare: allow ID` silences
  Report report;
};

/// Looks for what is most likely wrong with the rules of `context`, and for what is sent by
/// mistake. One walk, and the beginning of small files is read; with a plan, two more walks. A line
/// of the ignore file or of the Dockerfile is not reported for what a comment on the line before
/// allows: `# tare: allow ID`, several separated by white space or commas. Throws what report()
/// throws.
[[nodiscard]] LintResult lint(const Context& context, const LintOptions& options = {});

}  // namespace tare
