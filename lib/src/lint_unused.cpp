#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "lint_rules.hpp"
#include "name_parts.hpp"
#include "secrets.hpp"
#include "suspect_list.hpp"

namespace tare {
namespace {

bool is_no_name(std::string_view pattern) {
  return pattern == "." || pattern == "/" || pattern == ".." || pattern.substr(0, 3) == "../";
}

// Rules for what comes and goes, or never should come. On a fresh checkout nothing matches them,
// and that is no reason to take them out.
class Precautions {
 public:
  [[nodiscard]] bool include(const Rule& rule) const {
    if (rule.exception) return false;
    std::string_view name = rule.pattern;
    while (name.substr(0, 3) == "**/") name.remove_prefix(3);
    for (const std::string_view below : {"/**", "/*"}) {
      if (name.size() > below.size() && name.substr(name.size() - below.size()) == below) {
        name.remove_suffix(below.size());
      }
    }
    const std::string_view base = base_of(name);
    // A pattern such as `*.log` is a name like any other, and ends as those do that it stands for.
    return suspects_.find(name, base).suspect >= 0 || secrets_.match(name).excluded;
  }

 private:
  SuspectIndex suspects_;
  Matcher secrets_ = secret_matcher();
};

class UnusedPart : public LintPart {
 public:
  explicit UnusedPart(NeededLines needed) : needed_(std::move(needed)) {}

  // What is sent although a rule excludes it: the rule is not without use for that.
  void include(const Entry& entry, std::uint64_t /*bytes*/) override {
    if (entry.reason != Entry::Reason::rules) matched_.insert(entry.verdict.rule);
  }

  void finish(const Report& report, std::vector<Finding>& findings) override {
    std::set<std::size_t> explained = *needed_;
    const Precautions precautions;
    const std::string& file = report.matcher.ignore_file().file();
    for (const Finding& finding : findings) {
      if (finding.path == file && finding.id != "trailing-slash") explained.insert(finding.line);
    }
    for (const RuleUse& use : report.rules) {
      const Rule& rule = *use.rule;
      if (is_used(report, rule) || matched_.count(&rule) != 0) continue;
      if (explained.count(rule.line) != 0 || precautions.include(rule)) continue;
      findings.push_back(about(rule));
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
