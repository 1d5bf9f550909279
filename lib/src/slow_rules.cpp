#include "slow_rules.hpp"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <utility>

#include "tare/error.hpp"
#include "utf8.hpp"

namespace tare {
namespace {

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

}  // namespace

// Many regular expressions in one pass. RE2::Set answers "no match" also when it runs out of
// memory; then each expression is asked by itself.
class SlowRules::Regexps {
 public:
  Regexps() : set_(regexp_options(), RE2::UNANCHORED) {}

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

  void compile() { compiled_ = set_.Compile(); }

  void match(std::string_view name, std::vector<int>& out) const {
    if (utf8::valid(name)) return match_text(name, out);
    match_text(with_replacements(name), out);
  }

 private:
  [[noreturn]] static void fail(const Rule& rule, std::string_view reason) {
    throw Error::in_line(rule.file, rule.line, fmt::format("{}: {}", rule.pattern, reason));
  }

  void match_text(std::string_view text, std::vector<int>& out) const {
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
  std::vector<int> indices_;
};

SlowRules::SlowRules() = default;
SlowRules::SlowRules(SlowRules&&) noexcept = default;
SlowRules::~SlowRules() = default;

void SlowRules::add(const Rule& rule, int index, Expression expression) {
  if (expression.kind == Expression::Kind::regexp) {
    if (!regexps_) regexps_ = std::make_unique<Regexps>();
    regexps_->add(rule, expression.text, index);
  } else {
    byte_rules_.push_back({std::move(expression), index});
  }
  last_ = std::max(last_, index);
  if (rule.exception) last_exception_ = std::max(last_exception_, index);
}

void SlowRules::compile() {
  if (regexps_) regexps_->compile();
}

void SlowRules::append_matches(std::string_view name, std::vector<int>& out) const {
  for (const auto& [expression, index] : byte_rules_) {
    if (expression.matches_plainly(name)) out.push_back(index);
  }
  if (regexps_) regexps_->match(name, out);
}

}  // namespace tare
