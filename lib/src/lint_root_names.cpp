#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "lint_rules.hpp"
#include "tare/figures.hpp"
#include "trial.hpp"

// The whole ignore file is tried once more on all that is sent, with `**/` before each name that
// stands alone. So exceptions that would keep something do.

namespace tare {
namespace {

// Below it, a name that does its work in the root may well be meant for the root alone.
constexpr std::uint64_t kMuch = 1'000'000;

// The name in a rule such as `*.md` or `logs/`; empty when it is of another form.
std::string_view name_in(const Rule& rule) {
  std::string_view name = rule.original;
  while (!name.empty() && name.back() == '/') name.remove_suffix(1);
  const bool alone = !rule.exception && name == rule.pattern &&
                     name.find_first_of("/|") == std::string_view::npos &&
                     name.find("**") == std::string_view::npos &&
                     name.find_first_not_of("*?.") != std::string_view::npos;
  return alone ? name : std::string_view();
}

// The ignore file as it would be, one line a rule; nothing when no name stands alone.
std::optional<IgnoreFile> with_any_depth(const IgnoreFile& file) {
  std::string text;
  bool changed = false;
  for (const Rule& rule : file.rules()) {
    const std::string_view name = name_in(rule);
    changed = changed || !name.empty();
    // The white space keeps a '#' in front from making a comment of it.
    text += name.empty() ? fmt::format(" {}\n", rule.original) : fmt::format(" **/{}\n", name);
  }
  if (!changed) return std::nullopt;
  return IgnoreFile::parse(text, file.file());
}

class RootNamePart : public LintPart {
 public:
  explicit RootNamePart(const Context& context) {
    try {
      if (std::optional<IgnoreFile> file = with_any_depth(context.matcher().ignore_file())) {
        trial_.emplace(Matcher(std::move(*file)));
      }
    } catch (const Error&) {
      // A pattern that is one only as long as nothing stands before it.
    }
  }

  void include(const Entry& entry, std::uint64_t bytes) override {
    if (trial_ && entry.reason == Entry::Reason::rules) trial_->include(entry, bytes);
  }

  void finish(const Report& report, std::vector<Finding>& findings) override {
    if (!trial_) return;
    const std::vector<Rule>& rules = report.matcher.ignore_file().rules();
    const std::vector<Trial::Use> uses = trial_->finish();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (uses[i].tally.files == 0 || name_in(rules[i]).empty()) continue;
      findings.push_back(about(rules[i], uses[i], is_used(report, rules[i])));
    }
  }

 private:
  static Finding about(const Rule& rule, const Trial::Use& use, bool used_in_root) {
    const std::string_view name = name_in(rule);
    Finding finding = finding_of("root-only-name", rule);
    const bool literal = name.find_first_of("*?[") == std::string_view::npos;
    if (literal && used_in_root && use.tally.bytes < kMuch) finding.severity = Severity::note;
    finding.files = use.tally.files;
    finding.bytes = use.tally.bytes;
    finding.message = fmt::format("'{}' matches in the root only; {} ({}) below {} sent", name,
                                  count_of(use.tally.files, "file", "files"),
                                  size_text(use.tally.bytes), use.tally.files == 1 ? "is" : "are");
    finding.fix = {Fix::Action::replace, fmt::format("**/{}", name)};
    for (const Trial::Place& place : use.largest) {
      finding.largest.push_back(
          {place.name + (place.directory ? "/" : ""), place.tally.files, place.tally.bytes, ""});
    }
    return finding;
  }

  std::optional<Trial> trial_;
};

}  // namespace

std::unique_ptr<LintPart> make_root_name_part(const Context& context) {
  return std::make_unique<RootNamePart>(context);
}

}  // namespace tare
