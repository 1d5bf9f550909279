#include "tare/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "lint_part.hpp"
#include "lint_rules.hpp"
#include "lint_stages.hpp"
#include "lint_tree.hpp"
#include "tare/figures.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

using Parts = std::vector<std::unique_ptr<LintPart>>;

bool is_disabled(const LintOptions& options, std::string_view id) {
  return std::count(options.disabled.begin(), options.disabled.end(), id) != 0;
}

Parts make_parts(const Context& context, const LintOptions& options) {
  Parts parts;
  const auto needed = std::make_shared<std::set<std::size_t>>();
  parts.push_back(make_text_part());
  parts.push_back(make_descent_part(context));
  parts.push_back(make_relations_part(needed));
  parts.push_back(make_root_name_part(context));
  parts.push_back(make_case_part(context));
  parts.push_back(make_unused_part(needed));
  if (!is_disabled(options, "secret")) parts.push_back(make_secret_part(context, options));
  if (!is_disabled(options, "not-excluded")) parts.push_back(make_suspect_part(context));
  parts.push_back(make_build_file_part(context));
  if (options.plan != nullptr) {
    parts.push_back(make_stages_part(context, *options.plan, options));
  }
  // The last one: it leaves out what the others have said.
  if (options.ask_git && !is_disabled(options, "git-ignored")) {
    parts.push_back(make_git_part(context, options));
  }
  return parts;
}

void check_disabled(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const auto kinds = lint_kinds();
    const bool known = std::any_of(kinds.begin(), kinds.end(),
                                   [&](const FindingKind& kind) { return kind.id == id; });
    if (!known) {
      throw Error(Fault::usage, "", fmt::format("no finding is called {}", tare::quoted(id)));
    }
  }
}

// What the comments of an ignore file and of a Dockerfile allow on the lines behind them.
class Allowances {
 public:
  void add(const std::string& file, const std::vector<Comment>& comments) {
    constexpr std::string_view kPrefix = "tare: allow ";
    constexpr std::string_view kBetween = " \t,";
    Lines& lines = allowed_[file];
    for (const Comment& comment : comments) {
      if (comment.text.compare(0, kPrefix.size(), kPrefix) != 0) continue;
      std::string_view ids = std::string_view(comment.text).substr(kPrefix.size());
      while (true) {
        ids.remove_prefix(std::min(ids.find_first_not_of(kBetween), ids.size()));
        if (ids.empty()) break;
        const std::size_t end = std::min(ids.find_first_of(kBetween), ids.size());
        lines[comment.line + 1].emplace(ids.substr(0, end));
        ids.remove_prefix(end);
      }
    }
  }

  [[nodiscard]] bool allow(const Finding& finding) const {
    const auto lines = allowed_.find(finding.path);
    if (lines == allowed_.end()) return false;
    const auto ids = lines->second.find(finding.line);
    return ids != lines->second.end() && ids->second.count(finding.id) != 0;
  }

 private:
  using Lines = std::map<std::size_t, std::set<std::string, std::less<>>>;

  std::map<std::string, Lines> allowed_;  // by file
};

Finding more_of(const std::string& id, Severity severity, std::size_t count) {
  Finding finding = finding_of(id);
  finding.severity = severity;
  finding.message = fmt::format("{} of {}", count_of(count, "more finding", "more findings"), id);
  return finding;
}

// Leaves the most important of each kind, and of these the largest. What has no place counts
// others already.
void cut(std::vector<Finding>& findings) {
  std::map<std::string, std::vector<Finding*>> kinds;
  for (Finding& finding : findings) {
    if (!finding.path.empty()) kinds[finding.id].push_back(&finding);
  }
  std::vector<Finding> more;
  for (auto& [id, all] : kinds) {
    if (all.size() <= LintResult::kMostOfKind) continue;
    std::stable_sort(all.begin(), all.end(), [](const Finding* a, const Finding* b) {
      if (a->severity != b->severity) return a->severity > b->severity;
      return a->bytes.value_or(0) > b->bytes.value_or(0);
    });
    const auto rest = all.begin() + LintResult::kMostOfKind;
    more.push_back(more_of(id, (*rest)->severity, static_cast<std::size_t>(all.end() - rest)));
    for (auto each = rest; each != all.end(); ++each) (*each)->id.clear();
  }
  std::erase_if(findings, [](const Finding& finding) { return finding.id.empty(); });
  findings.insert(findings.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

}  // namespace

LintResult lint(const Context& context, const LintOptions& options) {
  check_disabled(options.disabled);
  const Parts parts = make_parts(context, options);
  ReportOptions report_options;
  report_options.threads = options.threads;
  report_options.progress = options.progress;
  report_options.diagnose = options.diagnose;
  for (const auto& part : parts) report_options.observers.push_back(part.get());

  LintResult result;
  result.report = report(context, report_options);
  std::vector<Finding> found;
  for (const auto& part : parts) part->finish(result.report, found);
  Allowances allowances;
  const IgnoreFile& ignore_file = result.report.matcher.ignore_file();
  allowances.add(ignore_file.file(), ignore_file.comments());
  if (options.plan != nullptr) allowances.add(options.plan->file(), options.plan->comments());
  for (Finding& finding : found) {
    if (is_disabled(options, finding.id)) continue;
    if (allowances.allow(finding)) {
      ++result.allowed;
    } else {
      result.findings.push_back(std::move(finding));
    }
  }
  sort(result.findings);
  cut(result.findings);
  sort(result.findings);
  return result;
}

}  // namespace tare
