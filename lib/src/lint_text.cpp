#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "go_text.hpp"
#include "lint_rules.hpp"
#include "regexp_leaks.hpp"

// A name may hold anything, so what looks like a mistake can be a name: a rule that decided on
// something is not doubted. What a fix would be read as is looked at before it is proposed.

namespace tare {
namespace {

constexpr std::string_view kNone;

// The rule that `line` would be; nothing where it would be none.
std::optional<Rule> read_rule(const std::string& line) {
  try {
    const IgnoreFile file = IgnoreFile::parse(line);
    if (file.rules().size() == 1) return file.rules().front();
  } catch (const Error&) {
  }
  return std::nullopt;
}

void replace_by(const std::string& lines, Finding& finding) {
  finding.fix = {Fix::Action::replace, lines};
}

// --- trailing-slash

std::optional<Finding> trailing_slash(const Rule& rule) {
  std::string without = rule.original;
  while (!without.empty() && without.back() == '/') without.pop_back();
  const std::optional<Rule> same = read_rule(without);
  if (without == rule.original || !same || same->pattern != rule.pattern ||
      same->exception != rule.exception) {
    return std::nullopt;
  }
  Finding finding = finding_of("trailing-slash", rule);
  finding.message = fmt::format("'{}' is read as '{}'", rule.original, without);
  replace_by(without, finding);
  return finding;
}

// --- inline-comment

std::optional<Finding> inline_comment(const Rule& rule) {
  const std::string& text = rule.original;
  if (text.front() == '#') {
    Finding finding = finding_of("inline-comment", rule);
    finding.message = "white space before '#' makes a pattern of this comment";
    replace_by(text, finding);
    return finding;
  }
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
    if (text[at - 1] != ' ' && text[at - 1] != '\t') continue;
    const std::string before(go::trim_space(std::string_view(text).substr(0, at)));
    if (!read_rule(before)) continue;
    Finding finding = finding_of("inline-comment", rule);
    finding.message =
        fmt::format("the pattern is '{}', with '{}' and all", rule.pattern, text.substr(at));
    replace_by(before, finding);
    return finding;
  }
  return std::nullopt;
}

// --- leaked-regexp

bool leaks(const Rule& rule) {
  const RegexpLeaks found = leaks_of(translate(rule.pattern));
  return !found.repetitions.empty() || found.alternatives || found.anchor ||
         found.anchor_in_front || !brace_list_in(rule.pattern).empty();
}

// Proposes these lines, if each would be a rule like `rule` without an operator in it. Classes and
// escapes may hold the same characters; then a person has to look.
void propose(const std::vector<std::string>& lines, const Rule& rule, Finding& finding) {
  if (rule.original.find_first_of("[\\") != std::string::npos) return;
  std::string text;
  for (const std::string& line : lines) {
    const std::optional<Rule> read_back = read_rule(line);
    if (!read_back || read_back->exception != rule.exception || leaks(*read_back)) return;
    if (!text.empty()) text += '\n';
    text += line;
  }
  if (!text.empty()) replace_by(text, finding);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::vector<std::string> split_at_bars(const Rule& rule) {
  std::string_view rest = rule.original;
  const std::string_view mark = rule.exception ? "!" : kNone;
  if (rule.exception && rest.front() == '!') rest.remove_prefix(1);
  std::vector<std::string> lines;
  while (true) {
    const std::size_t bar = rest.find('|');
    lines.push_back(std::string(mark).append(go::trim_space(rest.substr(0, bar))));
    if (bar == std::string_view::npos) break;
    rest.remove_prefix(bar + 1);
  }
  return lines;
}

std::optional<Finding> leaked_regexp(const Rule& rule, bool used) {
  const RegexpLeaks found = leaks_of(translate(rule.pattern));
  const std::string_view list = brace_list_in(rule.pattern);
  Finding finding = finding_of("leaked-regexp", rule);
  if (found.alternatives) {
    finding.message = fmt::format(
        "'|' makes two regular expressions of '{}', and neither is bound to a whole name",
        rule.original);
    propose(split_at_bars(rule), rule, finding);
  } else if (!found.repetitions.empty()) {
    const std::string& first = found.repetitions.front();
    finding.message =
        fmt::format("'{}' in '{}' repeats what stands before it", first, rule.original);
    std::string line = rule.original;
    for (const std::string& each : found.repetitions) {
      line = replaced(line, each, "\\" + each.substr(0, each.size() - 1) + "\\}");
    }
    propose({line}, rule, finding);
  } else if (found.anchor) {
    finding.message = fmt::format("'^' in '{}' stands for the beginning of a name", rule.original);
    propose({replaced(rule.original, "^", "\\^")}, rule, finding);
  } else if (found.anchor_in_front) {
    finding.message = fmt::format("'^' in '{}' stands for the beginning of a name", rule.original);
    std::string line = rule.original;
    line.erase(line.find('^'), 1);
    propose({line}, rule, finding);
  } else if (!list.empty() && !used) {
    finding.message = fmt::format("'{}' in '{}' is no list of alternatives and stands for itself",
                                  list, rule.original);
    propose(expand_brace_lists(rule.original), rule, finding);
  } else {
    return std::nullopt;
  }
  return finding;
}

class TextPart : public LintPart {
 public:
  void finish(const Report& report, std::vector<Finding>& findings) override {
    for (const Rule& rule : report.matcher.ignore_file().rules()) {
      const bool used = is_used(report, rule);
      const auto add = [&](std::optional<Finding> finding) {
        if (finding) findings.push_back(std::move(*finding));
      };
      add(trailing_slash(rule));
      add(used ? std::nullopt : inline_comment(rule));
      add(leaked_regexp(rule, used));
    }
  }
};

}  // namespace

std::unique_ptr<LintPart> make_text_part() { return std::make_unique<TextPart>(); }

}  // namespace tare
