#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "measure.hpp"
#include "tare/report.hpp"
#include "tare/walk.hpp"

namespace tare {

/// Adds up a report while a walk goes on.
class Accounting {
 public:
  /// Both stay alive while this does.
  Accounting(const Context& context, const ReportOptions& options);

  /// Of `status` only the kind counts, except for a regular file.
  void include(const Entry& entry, const FileStatus& status);
  /// Sizes the entry, a directory on other threads.
  void exclude(const Entry& entry, Visitor::Extent extent);
  /// Waits for the sizes. To be called once.
  [[nodiscard]] Report finish();

 private:
  [[nodiscard]] std::size_t place_of(const Entry& entry);
  [[nodiscard]] std::size_t new_place(Place::Kind kind, std::string_view name, const Rule* rule);
  [[nodiscard]] std::optional<FileStatus> measure_entry(const Entry& entry, std::size_t place);
  [[nodiscard]] RuleUse& use_of(const Rule* rule);
  void note_repetition(const Entry& entry);
  void add_measured(Measured measured);

  const Context& context_;
  const ReportOptions& options_;
  Report report_;
  std::unordered_map<std::string, std::size_t> directory_places_;
  std::unordered_map<const Rule*, std::size_t> groups_;
  std::unordered_set<FileId, FileIdHash> counted_;  // files with several names
  std::vector<LinkedFile> linked_;                  // excluded ones, to be counted in the end
  Measure measure_;
};

}  // namespace tare
