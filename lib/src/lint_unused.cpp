#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "lint_rules.hpp"

namespace tare {
namespace {

bool is_no_name(std::string_view pattern) {
  return pattern == "." || pattern == "/" || pattern == ".." || pattern.substr(0, 3) == "../";
}

class UnusedPart : public LintPart {
 public:
  explicit UnusedPart(NeededLines needed) : needed_(std::move(needed)) {}

  // What is sent although a rule excludes it: the rule is not without use for that.
  void include(const Entry& entry, std::uint64_t /*bytes*/) override {
    if (entry.reason != Entry::Reason::rules) matched_.insert(entry.verdict.rule);
  }

  void finish(const Report& report, std::vector<Finding>& findings) override {
    std::set<std::size_t> explained = *needed_;
    const std::string& file = report.matcher.ignore_file().file();
    for (const Finding& finding : findings) {
      if (finding.path == file && finding.id != "trailing-slash") explained.insert(finding.line);
    }
    for (const RuleUse& use : report.rules) {
      const Rule& rule = *use.rule;
      if (is_used(report, rule) || matched_.count(&rule) != 0) continue;
      if (explained.count(rule.line) == 0) findings.push_back(about(rule));
    }
  }

 private:
  static Finding about(const Rule& rule) {
    Finding finding = finding_of("unused-rule", rule);
    const std::string_view why = is_no_name(rule.pattern)
                                     ? "matches nothing: names begin below the context"
                                 : rule.exception ? "brings nothing back in this tree"
                                                  : "decides on nothing in this tree";
    finding.message = fmt::format("'{}' {}", rule.original, why);
    finding.fix.action = Fix::Action::remove;
    return finding;
  }

  NeededLines needed_;
  std::set<const Rule*> matched_;
};

}  // namespace

bool is_used(const Report& report, const Rule& rule) {
  const std::vector<Rule>& rules = report.matcher.ignore_file().rules();
  const RuleUse& use = report.rules[static_cast<std::size_t>(&rule - rules.data())];
  return use.tally.entries() != 0 || use.repeated != 0;
}

std::unique_ptr<LintPart> make_unused_part(NeededLines needed) {
  return std::make_unique<UnusedPart>(std::move(needed));
}

}  // namespace tare
