#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/baseline.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/finding.hpp"
#include "tare/progress.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

/// How much a context may grow, in bytes.
struct Growth {
  std::uint64_t bytes = 0;
  /// Instead of `bytes`, the millionth parts of the baseline's.
  std::optional<std::uint64_t> millionths;
};

/// What a context is to keep to. What is not set is not checked. Patterns are those of an ignore
/// file.
struct Limits {
  /// Of each kind; each is matched for itself, with all exceptions behind it.
  static constexpr std::size_t kMostPatterns = 1000;

  std::optional<std::uint64_t> max_size;       ///< bytes in all
  std::optional<std::uint64_t> max_files;      ///< regular files
  std::optional<std::uint64_t> max_file_size;  ///< bytes in each file
  std::optional<std::uint64_t> min_files;
  /// Patterns that nothing in the context may match, with `!` exceptions from those before them.
  /// What is sent for the builder alone does not count.
  std::vector<std::string> forbidden = {};
  /// Patterns each of which something in the context has to match.
  std::vector<std::string> required = {};
  /// Together: no more than this growth since then.
  std::optional<Baseline> baseline = {};
  std::optional<Growth> max_growth = {};
};

/// How much of a limit is used.
struct LimitUse {
  std::string id;  ///< that of the finding when it is broken: `max-size`
  std::uint64_t used = 0;
  std::uint64_t limit = 0;
};

struct CheckOptions {
  /// As in WalkOptions.
  unsigned threads = 0;
  /// May be empty.
  ProgressFunction progress = {};
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
};

struct CheckResult {
  /// One for each broken limit and pattern: `max-size`, `max-files`, `max-file-size`, `min-files`,
  /// `max-growth`, `forbidden`, `required`, with the largest contributors.
  std::vector<Finding> findings;
  std::vector<LimitUse> uses;  ///< of the limits that are upper ones, broken or not
  Baseline baseline;           ///< of this context, for the next time
  Report report;               ///< what is excluded is measured only for `min_files`
};

/// Checks `context` against `limits` in one walk. Memory depends on the depth of the tree and on
/// the limits. Throws Error (usage) for a pattern that is none, and what report() throws.
[[nodiscard]] CheckResult check(const Context& context, const Limits& limits,
                                const CheckOptions& options = {});

}  // namespace tare
