#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "descent.hpp"
#include "lint_rules.hpp"
#include "literal_line.hpp"
#include "lost_entries.hpp"
#include "tare/figures.hpp"
#include "trail.hpp"

// A file that the rules include is sent when its builder enters each excluded directory above it.
// What is sent is looked at for directories that the other builder does not enter; what the walk
// passes over is looked for below the topmost directory that is not entered.

namespace tare {
namespace {

constexpr std::size_t kMostDirectories = 10'000;  // told apart for one exception
constexpr std::size_t kMostTold = 5;

// Files, by the topmost directory that keeps them away.
class LostAmount {
 public:
  void add(std::string_view directory, std::string_view name, std::uint64_t bytes) {
    if (files_ == 0) example_ = name;
    ++files_;
    bytes_ += bytes;
    auto found = directories_.find(directory);
    if (found == directories_.end()) {
      if (directories_.size() == kMostDirectories) return;
      found = directories_.try_emplace(std::string(directory)).first;
    }
    ++found->second.files;
    found->second.bytes += bytes;
  }

  [[nodiscard]] std::uint64_t files() const { return files_; }
  [[nodiscard]] const std::string& example() const { return example_; }

  // `12 files (3.4 kB) below 'a/'`, and the same in figures.
  [[nodiscard]] std::string tell(Finding& finding) const {
    finding.files = files_;
    finding.bytes = bytes_;
    for (const auto& [directory, tally] : directories_) {
      finding.largest.push_back({directory + "/", tally.files, tally.bytes, ""});
    }
    const auto is_larger = [](const Contributor& a, const Contributor& b) {
      return a.bytes != b.bytes ? a.bytes > b.bytes : a.name < b.name;
    };
    std::sort(finding.largest.begin(), finding.largest.end(), is_larger);
    const std::size_t all = finding.largest.size();
    const std::string where = all == 1 ? fmt::format("'{}'", finding.largest.front().name)
                                       : fmt::format("{} directories", count_text(all));
    finding.largest.resize(std::min(all, kMostTold));
    return fmt::format("{} ({}) below {}", count_of(files_, "file", "files"), size_text(bytes_),
                       where);
  }

 private:
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
  std::string example_;
  std::map<std::string, Tally, std::less<>> directories_;
};

// Of one exception.
struct Use {
  LostAmount lost;       // by the builder that is asked about
  LostAmount only_here;  // sent by it, and not by the other one
  LostAmount only_there;
};

std::string_view name_of(Dialect dialect) {
  return dialect == Dialect::buildkit ? "BuildKit" : "the classic builder";
}

Dialect other_than(Dialect dialect) {
  return dialect == Dialect::buildkit ? Dialect::classic : Dialect::buildkit;
}

// A name with escapes in it would not open its directories for the classic builder.
Fix name_it(const std::string& example, bool alone) {
  const std::optional<std::string> line = literal_line(example);
  if (alone && line && line->find_first_of("*?[]\\") == std::string::npos) {
    return {Fix::Action::add, "!" + *line};
  }
  return {Fix::Action::none, fmt::format("say its name in full, as in '!{}'", example)};
}

class DescentPart : public LintPart {
 public:
  explicit DescentPart(const Context& context)
      : context_(context),
        matcher_(context.matcher()),
        other_(matcher_.in_dialect(other_than(matcher_.dialect()))),
        trail_(matcher_),
        lost_(context_, other_, [this](const LostEntries::Entry& entry) { lose(entry); }) {
    for (const Rule& rule : matcher_.ignore_file().rules()) exceptions_ |= rule.exception;
  }

  void include(const Entry& entry, std::uint64_t bytes) override {
    if (!exceptions_) return;
    if (entry.reason == Entry::Reason::parent) consider(entry.name);
    // Only an exception brings something back.
    if (entry.reason != Entry::Reason::rules || entry.verdict.rule == nullptr ||
        entry.kind == Kind::directory) {
      return;
    }
    static_cast<void>(trail_.match(entry.name));
    for (const Trail::Level& level : trail_.above()) {
      const std::string_view directory = entry.name.substr(0, level.length);
      if (!level.state.verdict().excluded || other_.enters(directory)) continue;
      uses_[entry.verdict.rule].only_here.add(directory, entry.name, bytes);
      break;
    }
  }

  void exclude(const Entry& entry, Visitor::Extent /*extent*/) override {
    if (exceptions_ && entry.kind == Kind::directory) consider(entry.name);
  }

  void finish(const Report& /*report*/, std::vector<Finding>& findings) override {
    for (const auto& [rule, use] : uses_) {
      if (use.lost.files() != 0) findings.push_back(lossy(*rule, use.lost));
      const Dialect here = matcher_.dialect();
      if (use.only_here.files() != 0) findings.push_back(differing(*rule, use.only_here, here));
      if (use.only_there.files() != 0) {
        findings.push_back(differing(*rule, use.only_there, other_than(here)));
      }
    }
  }

 private:
  // An excluded directory: looks into it when Docker does not.
  void consider(std::string_view name) {
    if (matcher_.enters(name)) return;
    const Scan::State state = trail_.match(name);
    bool elsewhere = other_.enters(name);
    for (const Trail::Level& level : trail_.above()) {
      const std::string_view above = name.substr(0, level.length);
      if (!level.state.verdict().excluded) continue;
      // It was entered for a build file alone, and is looked into as a whole.
      if (!matcher_.enters(above)) return;
      elsewhere = elsewhere && other_.enters(above);
    }
    if (!trail_.scan().may_include_below(name, state)) return;
    closed_ = name;
    lost_.look_into(closed_, state, elsewhere, trail_.scan());
  }

  void lose(const LostEntries::Entry& entry) {
    Use& use = uses_[entry.exception];
    use.lost.add(closed_, entry.name, entry.bytes);
    if (entry.elsewhere) use.only_there.add(closed_, entry.name, entry.bytes);
  }

  [[nodiscard]] Finding lossy(const Rule& rule, const LostAmount& lost) const {
    Finding finding = finding_of("lossy-exception", rule);
    finding.message = fmt::format("'{}' does not bring back {}: {} does not look there",
                                  rule.original, lost.tell(finding), name_of(matcher_.dialect()));
    if (matcher_.dialect() == Dialect::buildkit) finding.fix = make_enter_everywhere(rule);
    if (finding.fix.text.empty()) finding.fix = name_it(lost.example(), lost.files() == 1);
    return finding;
  }

  static Finding differing(const Rule& rule, const LostAmount& amount, Dialect sender) {
    Finding finding = finding_of("dialects-differ", rule);
    finding.message =
        fmt::format("'{}' brings back {} for {}, and not for {}", rule.original,
                    amount.tell(finding), name_of(sender), name_of(other_than(sender)));
    finding.fix = name_it(amount.example(), amount.files() == 1);
    return finding;
  }

  Context context_;
  Matcher matcher_;
  Matcher other_;
  Trail trail_;
  LostEntries lost_;
  bool exceptions_ = false;
  std::string closed_;  // the directory that is looked into
  std::map<const Rule*, Use> uses_;
};

}  // namespace

// BuildKit takes the end of `a/*/**` off, twice, and has no wildcard left; of `a/*/**/*`, which
// means the same, it has.
Fix make_enter_everywhere(const Rule& rule) {
  std::string line = rule.original;
  while (!line.empty() && line.back() == '/') line.pop_back();
  const std::string_view end =
      std::string_view(line).substr(line.size() - std::min<std::size_t>(line.size(), 3));
  line += "/*";
  try {
    const IgnoreFile file = IgnoreFile::parse(line);
    if (end == "/**" && Descent(file.rules(), Dialect::buildkit).enters_everywhere()) {
      return {Fix::Action::replace, line};
    }
  } catch (const Error&) {
  }
  return {};
}

std::unique_ptr<LintPart> make_descent_part(const Context& context) {
  return std::make_unique<DescentPart>(context);
}

}  // namespace tare
