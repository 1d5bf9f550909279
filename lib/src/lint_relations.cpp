#include <fmt/format.h>

#include <utility>

#include "lint_rules.hpp"
#include "redundancy.hpp"

namespace tare {
namespace {

std::string line_of(const Rule& rule) {
  return fmt::format("'{}' in line {}", rule.original, rule.line);
}

void move_behind(const Rule& rule, Finding& finding) {
  finding.fix.text = fmt::format("move it behind line {}", rule.line);
}

Finding about(const Redundancy& redundancy, const std::vector<Rule>& rules, Dialect dialect) {
  const Rule& rule = rules[redundancy.rule];
  const Rule& by = rules[redundancy.by];
  Finding finding;
  switch (redundancy.reason) {
    case Redundancy::Reason::covered: {
      const bool again = by.line < rule.line && by.pattern == rule.pattern;
      finding = finding_of(again ? "duplicate-rule" : "shadowed-rule", rule);
      finding.message =
          again ? fmt::format("'{}' is line {} again", rule.original, by.line)
                : fmt::format("all that '{}' matches is covered by {}", rule.original, line_of(by));
      finding.fix.action = Fix::Action::remove;
      break;
    }
    case Redundancy::Reason::brought_back:
      finding = finding_of("shadowed-rule", rule);
      finding.message =
          fmt::format("all that '{}' excludes is brought back by {}", rule.original, line_of(by));
      finding.fix.action = Fix::Action::remove;
      break;
    case Redundancy::Reason::excluded_again:
      finding = finding_of("dead-exception", rule);
      finding.message = fmt::format("all that '{}' brings back is excluded again by {}",
                                    rule.original, line_of(by));
      move_behind(by, finding);
      break;
    case Redundancy::Reason::nothing_excluded:
      finding = finding_of("dead-exception", rule);
      finding.message =
          fmt::format("no line before it excludes anything that '{}' matches", rule.original);
      if (redundancy.by == redundancy.rule) {
        finding.fix.action = Fix::Action::remove;
      } else {
        finding.message += fmt::format("; {} comes later", line_of(by));
        move_behind(by, finding);
      }
      break;
    case Redundancy::Reason::not_entered:
      finding = finding_of("dead-exception", rule);
      finding.message = fmt::format(
          "'{}' is for what lies in directories excluded by {}, and {} does not look there",
          rule.original, line_of(by),
          dialect == Dialect::buildkit ? "BuildKit" : "the classic builder");
      if (dialect == Dialect::buildkit) finding.fix = make_enter_everywhere(rule);
      if (finding.fix.text.empty()) finding.fix.text = "spell out the names of the directories";
      break;
  }
  return finding;
}

// For these the line is without effect, too, and they say why.
bool says_more(const Finding& finding) {
  return finding.id == "inline-comment" || finding.id == "leaked-regexp" ||
         finding.id == "lossy-exception";
}

class RelationsPart : public LintPart {
 public:
  explicit RelationsPart(NeededLines needed) : needed_(std::move(needed)) {}

  void finish(const Report& report, std::vector<Finding>& findings) override {
    const IgnoreFile& file = report.matcher.ignore_file();
    std::set<std::size_t> explained;
    for (const Finding& finding : findings) {
      if (finding.path == file.file() && says_more(finding)) explained.insert(finding.line);
    }
    for (const Redundancy& redundancy : find_redundant(report.matcher)) {
      if (explained.count(file.rules()[redundancy.rule].line) != 0) continue;
      needed_->insert(file.rules()[redundancy.by].line);
      findings.push_back(about(redundancy, file.rules(), report.matcher.dialect()));
    }
  }

 private:
  NeededLines needed_;
};

}  // namespace

std::unique_ptr<LintPart> make_relations_part(NeededLines needed) {
  return std::make_unique<RelationsPart>(std::move(needed));
}

}  // namespace tare
