#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "lint_rules.hpp"
#include "trail.hpp"

// All patterns are matched once more, their letters and those of the names made small: exclusions
// against what is sent, exceptions against what is left out. ASCII only.

namespace tare {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// The rule that `line` would be; nothing where it would be none.
std::optional<IgnoreFile> read_line(const std::string& line) {
  try {
    return IgnoreFile::parse(line);
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Classes and escapes have a case of their own.
bool has_plain_letters(const Rule& rule) {
  return rule.pattern.find_first_of("[]\\{}|^") == std::string::npos && rule.pattern[0] != '!' &&
         lower(rule.pattern).find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos;
}

// The rules of one polarity, as lines that exclude, and what they would match.
class Half {
 public:
  Half(const std::vector<Rule>& rules, bool exceptions) {
    std::string text;
    for (const Rule& rule : rules) {
      if (rule.exception != exceptions || !has_plain_letters(rule)) continue;
      const std::string pattern = lower(rule.pattern);
      if (pattern != rule.pattern) capitals_ = true;
      text += "/" + pattern + "\n";
      rules_.push_back(&rule);
    }
    examples_.resize(rules_.size());
    if (!rules_.empty()) trail_.emplace(Matcher(IgnoreFile::parse(text)));
  }

  void look_at(std::string_view name) {
    if (!trail_) return;
    const std::string small = lower(name);
    if (!capitals_ && small == name) return;
    const Verdict verdict = trail_->match(small).verdict();
    if (!verdict.excluded) return;
    // Lines are numbered as `rules_` are.
    std::string& example = examples_[verdict.rule->line - 1];
    if (example.empty()) example = name.substr(0, verdict.reach);
  }

  // Calls `found(rule, name)` for each rule that would match a name and does not.
  template <typename Found>
  void for_each(Found found) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (!examples_[i].empty()) found(*rules_[i], examples_[i]);
    }
  }

 private:
  bool capitals_ = false;  // in any of the rules
  std::vector<const Rule*> rules_;
  std::vector<std::string> examples_;
  std::optional<Trail> trail_;
};

bool matches(const std::string& line, bool exception, const std::string& name) {
  const std::optional<IgnoreFile> file = read_line(line);
  return file && file->rules().size() == 1 && file->rules().front().exception == exception &&
         !Matcher(*file).matching(name).empty();
}

// `rule` in the letters of `name`: in small ones, in capitals, or as the name itself.
std::optional<std::string> in_right_case(const Rule& rule, const std::string& name) {
  std::string upper = rule.original;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  std::vector<std::string> lines{lower(rule.original), upper};
  if (rule.pattern.find_first_of("*?") == std::string::npos) {
    lines.insert(lines.begin(), rule.exception ? "!" + name : name);
  } else if (const std::size_t star = rule.original.rfind("**/"); star != std::string::npos) {
    const std::size_t slash = name.rfind('/');
    lines.push_back(rule.original.substr(0, star + 3) +
                    name.substr(slash == std::string::npos ? 0 : slash + 1));
  }
  for (const std::string& line : lines) {
    if (matches(line, rule.exception, name)) return line;
  }
  return std::nullopt;
}

class CasePart : public LintPart {
 public:
  explicit CasePart(const Context& context)
      : matcher_(context.matcher()),
        exclusions_(matcher_.ignore_file().rules(), false),
        exceptions_(matcher_.ignore_file().rules(), true) {}

  void include(const Entry& entry, std::uint64_t /*bytes*/) override {
    if (entry.reason == Entry::Reason::rules) exclusions_.look_at(entry.name);
  }
  void exclude(const Entry& entry, Visitor::Extent /*extent*/) override {
    exceptions_.look_at(entry.name);
  }

  void finish(const Report& report, std::vector<Finding>& findings) override {
    const auto found = [&](const Rule& rule, const std::string& name) {
      if (is_used(report, rule) ||
          !Matcher(*read_line("/" + rule.pattern)).matching(name).empty()) {
        return;
      }
      Finding finding = finding_of("case-mismatch", rule);
      finding.message =
          fmt::format("'{}' matches nothing, and would match '{}' but for the case of letters",
                      rule.original, name);
      if (const std::optional<std::string> line = in_right_case(rule, name)) {
        finding.fix = {Fix::Action::replace, *line};
      }
      findings.push_back(std::move(finding));
    };
    exclusions_.for_each(found);
    exceptions_.for_each(found);
  }

 private:
  Matcher matcher_;
  Half exclusions_;
  Half exceptions_;
};

}  // namespace

std::unique_ptr<LintPart> make_case_part(const Context& context) {
  return std::make_unique<CasePart>(context);
}

}  // namespace tare
