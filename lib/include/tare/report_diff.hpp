#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tare/api.hpp"

namespace TARE_API tare {

/// Files and bytes, as one of two reports has them.
struct ReportAmount {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;

  friend bool operator==(const ReportAmount&, const ReportAmount&) = default;
};

/// Something that two reports tell differently. The side that says nothing of it is empty.
struct ReportChange {
  enum class Section {
    directory,  ///< a directory of the context, where both reports list them
    file,       ///< one of the largest files of the context, where both reports list them
    place,      ///< something that was excluded
    rule,       ///< what a rule, by its pattern, excluded or brought back
  };

  Section section = Section::place;
  std::string name;  ///< a path, or the pattern of a rule with its `!`
  std::optional<ReportAmount> before;
  std::optional<ReportAmount> after;
};

/// What differs between two reports.
struct ReportDiff {
  ReportAmount context_before, context_after;
  ReportAmount excluded_before, excluded_after;
  bool complete = true;  ///< false: what one of them says of the excluded is a lower bound
  std::vector<ReportChange> changes;  ///< by section, then by name
};

/// Compares two reports as `to_json` of report.hpp writes them; errors call them `before_name` and
/// `after_name`. A file is compared where both reports list it: one that is missing may just not be
/// among the largest any more. Throws Error (usage) for what is no such report.
[[nodiscard]] ReportDiff diff_reports(const std::string& before, const std::string& before_name,
                                      const std::string& after, const std::string& after_name);

/// By how many bytes it has grown; negative when it has shrunk.
[[nodiscard]] std::int64_t growth(const ReportChange& change) noexcept;

/// `directory`, `file`, `place` or `rule`.
[[nodiscard]] const char* name_of(ReportChange::Section section);

/// As JSON of schema 1 (share/tare/schema/diff.schema.json).
[[nodiscard]] std::string to_json(const ReportDiff& diff, const std::string& before,
                                  const std::string& after);

}  // namespace tare
