#include "tare/matcher.hpp"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "descent.hpp"
#include "expression.hpp"
#include "tare/error.hpp"
#include "utf8.hpp"

// The lemma behind `match`: of all that a directory hands down, only the last rule that changed its
// verdict matters. Among the rules whose own pattern matches an entry, those above that rule count,
// in order, each one that turns the verdict around (lib/DESIGN.md, "Verdicts").

namespace tare {
namespace {

using Indices = std::vector<int>;

RE2::Options regexp_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(std::int64_t{64} << 20);
  return options;
}

// Go's regexp takes each invalid byte for U+FFFD; RE2 would not match it at all.
std::string with_replacements(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const utf8::Rune rune = utf8::decode(name);
    text += rune.valid ? name.substr(0, rune.size) : std::string_view("\xEF\xBF\xBD");
    name.remove_prefix(rune.size);
  }
  return text;
}

// Many regular expressions in one pass. RE2::Set answers "no match" also when it runs out of
// memory; then each expression is asked by itself.
class RegexpSet {
 public:
  RegexpSet() : set_(regexp_options(), RE2::UNANCHORED) {}

  void add(const Rule& rule, const std::string& regexp, int index) {
    auto single = std::make_unique<RE2>(regexp, regexp_options());
    if (!single->ok()) fail(rule, single->error());
    if (const std::string_view escape = escape_unknown_to_go(regexp); !escape.empty()) {
      fail(rule, fmt::format("Docker knows no {}", escape));
    }
    static_cast<void>(set_.Add(regexp, nullptr));  // the same parse has just succeeded
    singles_.push_back(std::move(single));
    indices_.push_back(index);
  }

  void compile() { compiled_ = !singles_.empty() && set_.Compile(); }

  void match(std::string_view name, Indices& out) const {
    if (singles_.empty()) return;
    if (utf8::valid(name)) return match_text(name, out);
    match_text(with_replacements(name), out);
  }

 private:
  [[noreturn]] static void fail(const Rule& rule, std::string_view reason) {
    throw Error::in_line(rule.file, rule.line, fmt::format("{}: {}", rule.pattern, reason));
  }

  void match_text(std::string_view text, Indices& out) const {
    std::vector<int> found;
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (compiled_ && (set_.Match(text, &found, &error) || error.kind == RE2::Set::kNoError)) {
      for (const int i : found) out.push_back(indices_[static_cast<std::size_t>(i)]);
      return;
    }
    for (std::size_t i = 0; i < singles_.size(); ++i) {
      if (RE2::PartialMatch(text, *singles_[i])) out.push_back(indices_[i]);
    }
  }

  RE2::Set set_;
  bool compiled_ = false;
  std::vector<std::unique_ptr<RE2>> singles_;
  Indices indices_;
};

}  // namespace

class Matcher::Rules {
 public:
  Rules(IgnoreFile file, Dialect chosen)
      : ignore_file(std::move(file)), dialect(chosen), descent(ignore_file.rules(), chosen) {
    const std::vector<Rule>& rules = ignore_file.rules();
    for (std::size_t i = 0; i < rules.size(); ++i) add(rules[i], static_cast<int>(i));
    regexps_.compile();
  }

  // The rules whose own pattern matches `name`, ascending.
  [[nodiscard]] Indices own_matches(std::string_view name) const {
    Indices found;
    if (const auto exact = exact_.find(std::string(name)); exact != exact_.end()) {
      found = exact->second;
    }
    for (const auto& [expression, index] : affixes_) {
      if (expression.matches_plainly(name)) found.push_back(index);
    }
    regexps_.match(name, found);
    std::sort(found.begin(), found.end());
    return found;
  }

  const IgnoreFile ignore_file;
  const Dialect dialect;
  const Descent descent;

 private:
  void add(const Rule& rule, int index) {
    Expression expression = translate(rule.pattern);
    switch (expression.kind) {
      case Expression::Kind::exact:
        exact_[expression.text].push_back(index);
        break;
      case Expression::Kind::prefix:
      case Expression::Kind::suffix:
        affixes_.emplace_back(std::move(expression), index);
        break;
      case Expression::Kind::regexp:
        regexps_.add(rule, expression.text, index);
        break;
    }
  }

  std::unordered_map<std::string, Indices> exact_;
  std::vector<std::pair<Expression, int>> affixes_;
  RegexpSet regexps_;
};

Matcher::Matcher(IgnoreFile rules, Dialect dialect)
    : rules_(std::make_shared<const Rules>(std::move(rules), dialect)) {}

Verdict Matcher::match(std::string_view name) const {
  Verdict verdict;
  for (std::size_t end = name.find('/'); end != std::string_view::npos;
       end = name.find('/', end + 1)) {
    verdict = match(name.substr(0, end), verdict);
  }
  return match(name, verdict);
}

Verdict Matcher::match(std::string_view name, const Verdict& parent) const {
  const std::vector<Rule>& rules = rules_->ignore_file.rules();
  Verdict verdict = parent;
  for (const int index : rules_->own_matches(name)) {
    const Rule* rule = &rules[static_cast<std::size_t>(index)];
    const bool overruled = parent.rule != nullptr && rule <= parent.rule;
    if (!overruled && verdict.excluded == rule->exception) {
      verdict = {!rule->exception, rule, name.size()};
    }
  }
  return verdict;
}

std::vector<const Rule*> Matcher::matching(std::string_view name) const {
  std::vector<const Rule*> found;
  for (const int index : rules_->own_matches(name)) {
    found.push_back(&rules_->ignore_file.rules()[static_cast<std::size_t>(index)]);
  }
  return found;
}

bool Matcher::enters(std::string_view name) const { return rules_->descent.enters(name); }

bool Matcher::names_below(std::string_view name) const { return rules_->descent.names_below(name); }

const IgnoreFile& Matcher::ignore_file() const noexcept { return rules_->ignore_file; }

Dialect Matcher::dialect() const noexcept { return rules_->dialect; }

}  // namespace tare
