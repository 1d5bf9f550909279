#include "tare/finding.hpp"

#include <algorithm>
#include <tuple>

#include "tare/printable.hpp"

namespace tare {
namespace {

std::string labelled(std::string_view label, std::string_view lines) {
  std::string text(label);
  if (lines.find('\n') == std::string_view::npos) return text + " " + printable(lines);
  while (true) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    text += "\n    " + printable(lines.substr(0, end));
    if (end == lines.size()) return text;
    lines.remove_prefix(end + 1);
  }
}

}  // namespace

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

std::string text_of(const Fix& fix) {
  switch (fix.action) {
    case Fix::Action::none:
      return printable(fix.text);
    case Fix::Action::add:
      return labelled("add:", fix.text);
    case Fix::Action::replace:
      return labelled("write:", fix.text);
    case Fix::Action::remove:
      break;
  }
  return "take this line out";
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
