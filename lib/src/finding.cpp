#include "tare/finding.hpp"

#include <algorithm>
#include <tuple>

namespace tare {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

Annotation annotation_of(const Finding& finding, const FindingsSource& source) {
  const bool has_place = !finding.path.empty();
  const std::size_t line = has_place ? finding.line : source.last_line;
  return {has_place ? finding.path : source.ignore_file, std::max<std::size_t>(line, 1)};
}

void sort(std::vector<Finding>& findings) {
  const auto key = [](const Finding& finding) {
    return std::tie(finding.path, finding.line, finding.id, finding.message);
  };
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return a.severity != b.severity ? a.severity > b.severity : key(a) < key(b);
  });
}

}  // namespace tare
