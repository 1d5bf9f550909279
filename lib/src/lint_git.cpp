#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "git_ignored.hpp"
#include "lint_tree.hpp"
#include "literal_line.hpp"
#include "tare/figures.hpp"

namespace tare {
namespace {

constexpr std::size_t kMostPlaces = 50;

struct IgnoredPlace {
  std::string name;
  bool directory = false;
  Tally tally;
};

// `212 files (1.4 MB)`
std::string held_by(const Tally& tally) {
  return fmt::format("{} ({})", count_of(tally.files, "file", "files"), size_text(tally.bytes));
}

// Orders by size, the largest first.
struct IsLarger {
  bool operator()(const IgnoredPlace& a, const IgnoredPlace& b) const {
    return a.tally.bytes != b.tally.bytes ? a.tally.bytes > b.tally.bytes : a.name < b.name;
  }
};

// The lines that findings want to be added, as rules. What they match has been said already.
Matcher lines_of(const std::vector<Finding>& findings) {
  std::set<std::string> lines;
  for (const Finding& finding : findings) {
    const bool says_it = finding.id == "not-excluded" || finding.id == "secret";
    if (says_it && finding.fix.action == Fix::Action::add) lines.insert(finding.fix.text);
  }
  std::string text;
  for (const std::string& line : lines) (text += line) += '\n';
  return Matcher(IgnoreFile::parse(text));
}

class GitPart : public LintPart {
 public:
  GitPart(const Context& context, const LintOptions& options)
      : context_(context), ignored_(context.directory(), options.diagnose) {}

  void include(const Entry& entry, std::uint64_t bytes) override {
    if (ignored_.empty() || entry.reason == Entry::Reason::build) return;
    const std::string_view part = ignored_.ignored_part(entry.name);
    if (part.empty()) return;
    if (part != open_.name) {  // those of one place follow each other
      close();
      open_ = {
          std::string(part), entry.kind == Kind::directory || part.size() < entry.name.size(), {}};
    }
    open_.tally.add(entry.kind, bytes);
  }

  void finish(const Report& /*report*/, std::vector<Finding>& findings) override {
    close();
    const Matcher said = lines_of(findings);
    std::size_t told = 0;
    for (const IgnoredPlace& place : largest_) {
      if (said.match(place.name).excluded) continue;
      if (told == kMostPlaces) {
        more_ += place.tally;
        ++more_places_;
        continue;
      }
      findings.push_back(finding_for(place));
      ++told;
    }
    if (more_places_ == 0) return;
    Finding finding = finding_of("git-ignored");
    finding.message = fmt::format("git ignores {} more, and {} would be sent",
                                  count_of(more_places_, "place", "places"), held_by(more_));
    finding.files = more_.files;
    finding.bytes = more_.bytes;
    findings.push_back(std::move(finding));
  }

 private:
  // Keeps more than are told: some will have been said already.
  void close() {
    if (open_.tally.files + open_.tally.links != 0) largest_.insert(std::move(open_));
    open_ = {};
    if (largest_.size() <= 4 * kMostPlaces) return;
    const auto last = std::prev(largest_.end());
    more_ += last->tally;
    ++more_places_;
    largest_.erase(last);
  }

  [[nodiscard]] Finding finding_for(const IgnoredPlace& place) const {
    Finding finding = finding_of("git-ignored");
    finding.path = context_.path_of(place.name) + (place.directory ? "/" : "");
    finding.message = fmt::format("git ignores this, and {} would be sent",
                                  place.directory ? held_by(place.tally) : "it");
    if (const auto line = literal_line(place.name)) finding.fix = {Fix::Action::add, *line};
    finding.files = place.tally.files;
    finding.bytes = place.tally.bytes;
    return finding;
  }

  const Context& context_;
  GitIgnored ignored_;
  IgnoredPlace open_;  // that is being added up
  std::set<IgnoredPlace, IsLarger> largest_;
  Tally more_;
  std::size_t more_places_ = 0;
};

}  // namespace

std::unique_ptr<LintPart> make_git_part(const Context& context, const LintOptions& options) {
  return std::make_unique<GitPart>(context, options);
}

}  // namespace tare
