#include <fmt/format.h>

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

Finding about(const Redundancy& redundancy, const std::vector<Rule>& rules) {
  const Rule& rule = rules[redundancy.rule];
  const Rule& by = rules[redundancy.by];
  Finding finding;
  switch (redundancy.reason) {
    case Redundancy::Reason::covered: {
      const bool again = by.line < rule.line && by.pattern == rule.pattern;
      finding = finding_of(again ? "duplicate-rule" : "shadowed-rule", rule);
      finding.message =
          again ? fmt::format("'{}' has been said in line {}", rule.original, by.line)
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
  }
  return finding;
}

class RelationsPart : public LintPart {
 public:
  void finish(const Report& report, std::vector<Finding>& findings) override {
    const std::vector<Rule>& rules = report.matcher.ignore_file().rules();
    for (const Redundancy& redundancy : find_redundant(report.matcher)) {
      findings.push_back(about(redundancy, rules));
    }
  }
};

}  // namespace

std::unique_ptr<LintPart> make_relations_part() { return std::make_unique<RelationsPart>(); }

}  // namespace tare
