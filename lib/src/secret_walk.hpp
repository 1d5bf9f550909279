#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "secret_search.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/report.hpp"
#include "trail.hpp"

namespace tare {

/// Finds the secrets in what is sent while a report is made: by name, and by the keys in small
/// files. One thread, which has others read.
class SecretWalk : public ReportObserver {
 public:
  using Diagnose = std::function<void(const Diagnostic&)>;

  /// `threads` as in WalkOptions.
  SecretWalk(const Context& context, unsigned threads);

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// What was found; `diagnose`, which may be empty, is told what could not be read. To be called
  /// once, when the report is made.
  [[nodiscard]] SecretSearch::Result finish(const Diagnose& diagnose);
  /// The line of an ignore file that leaves out `secret`, one of those that were found, and nothing
  /// that is none; nothing when no line can say that.
  [[nodiscard]] std::optional<std::string> line_against(const Secret& secret) const;

 private:
  [[nodiscard]] const SecretLine* line_for(std::string_view name);
  void tell_unread(const SecretSearch::Result& result, const Diagnose& diagnose) const;

  const Context& context_;
  Trail trail_;
  SecretSearch search_;
  std::string directory_;  // of the last file
  SecretPlace place_;
  std::uint64_t order_ = 0;
  std::vector<std::uint64_t> others_;  // by line: files that it matches and that are no secrets
};

}  // namespace tare
