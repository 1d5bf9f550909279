#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/finding.hpp"
#include "tare/progress.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

/// A line that an ignore file should most likely have.
struct Suggestion {
  std::string line;        ///< to stand at the end of the ignore file
  std::string_view group;  ///< what it belongs to: `Version control`, `Secrets`
  std::string_view what;   ///< what it leaves out, in a few words
  /// False where a Dockerfile may well copy it, as it may the output of a build.
  bool sure = true;
  /// What the line would leave out of the context, and by how many places: files, or directories
  /// with all below. What two lines match counts for one of them, and for a sure one first.
  Tally tally;
  std::uint64_t places = 0;
  std::vector<Contributor> largest;  ///< of the places, at most five, the largest first
};

struct SuggestOptions {
  /// As in WalkOptions.
  unsigned threads = 0;
  /// May be empty.
  ProgressFunction progress = {};
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
};

/// The lines that the ignore file of `context` should most likely have: those against the secrets
/// that are an error to lint(), then those of Survey::suggestions. One walk, and the beginning of
/// small files is read. Throws what report() throws.
[[nodiscard]] std::vector<Suggestion> suggest(const Context& context,
                                              const SuggestOptions& options = {});

}  // namespace tare
