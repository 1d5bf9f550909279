#include <fmt/format.h>

#include "lint_tree.hpp"
#include "suspects.hpp"
#include "tare/figures.hpp"

namespace tare {
namespace {

class SuspectPart : public LintPart {
 public:
  explicit SuspectPart(const Context& context)
      : context_(context), suspects_(context.build_files()) {}

  void include(const Entry& entry, std::uint64_t bytes) override {
    suspects_.include(entry, bytes);
  }
  void exclude(const Entry& entry, Visitor::Extent extent) override {
    suspects_.exclude(entry, extent);
  }

  void finish(const Report& /*report*/, std::vector<Finding>& findings) override {
    for (const Suggestion& suggestion : suspects_.finish()) {
      findings.push_back(finding_for(suggestion));
    }
  }

 private:
  [[nodiscard]] Finding finding_for(const Suggestion& suggestion) const {
    Finding finding = finding_of("not-excluded");
    // Output of a build may be just what a Dockerfile copies.
    if (!suggestion.sure) finding.severity = Severity::note;
    finding.path = context_.path_of(suggestion.largest.front().name);
    finding.message = fmt::format("{} would be sent, {} ({})", suggestion.what,
                                  count_of(suggestion.tally.files, "file", "files"),
                                  size_text(suggestion.tally.bytes));
    if (suggestion.places > 1) {
      finding.message += fmt::format(" in {}", count_of(suggestion.places, "place", "places"));
      finding.largest = suggestion.largest;
      for (Contributor& each : finding.largest) each.line_to_add.clear();  // one line for all
    }
    finding.fix = {Fix::Action::add, suggestion.line};
    finding.files = suggestion.tally.files;
    finding.bytes = suggestion.tally.bytes;
    return finding;
  }

  const Context& context_;
  Suspects suspects_;
};

}  // namespace

std::unique_ptr<LintPart> make_suspect_part(const Context& context) {
  return std::make_unique<SuspectPart>(context);
}

}  // namespace tare
