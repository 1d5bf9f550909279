#include "lint_stages.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "tare/figures.hpp"
#include "tare/printable.hpp"
#include "tare/stages.hpp"

namespace tare {
namespace {

// Below these nobody would change anything.
constexpr std::uint64_t kWorthTelling = std::uint64_t{1} << 20;
constexpr std::uint64_t kShareWorthTelling = 10;  // one part in so many

class StagesPart : public LintPart {
 public:
  StagesPart(const Context& context, const BuildPlan& plan, const LintOptions& options)
      : context_(context), plan_(plan), options_(options) {}

  void finish(const Report& /*report*/, std::vector<Finding>& findings) override {
    StagesOptions options;
    options.threads = options_.threads;
    options.progress = options_.progress;
    const StageReport found = stages(context_, plan_, options);
    for (const StageUse& stage : found.stages) {
      for (const StepUse& step : stage.steps) {
        for (const SourceUse& source : step.sources) look_at(step, source, findings);
        look_for_repetition(found, stage, step, findings);
        look_at_order(found, step, findings);
      }
    }
    look_at_unused(found, findings);
  }

 private:
  [[nodiscard]] Finding at(std::string_view id, const BuildStep& step) const {
    Finding finding = finding_of(id);
    finding.path = plan_.file();
    finding.line = step.line;
    return finding;
  }

  void look_at(const StepUse& step, const SourceUse& source, std::vector<Finding>& findings) const {
    if (!source.missing) return;
    if (source.lost) {
      Finding finding = at("lossy-source", step.step);
      finding.message =
          fmt::format("{} is there, and BuildKit does not send it", tare::quoted(source.written));
      finding.fix.text = "name the directory itself, without a link or a wildcard on the way";
      findings.push_back(std::move(finding));
      return;
    }
    if (source.rule == nullptr && source.optional) return;  // `yarn.lock*`, for a file that may be
    Finding finding = at("source-missing", step.step);
    if (source.rule == nullptr) {
      finding.message =
          fmt::format("{} matches nothing in the context", tare::quoted(source.written));
    } else {
      finding.message =
          fmt::format("{} is not sent: {}:{} excludes it: {}", tare::quoted(source.written),
                      source.rule->file, source.rule->line, source.rule->original);
      finding.fix = {Fix::Action::add, "!" + source.path};
      if (source.optional || source.path.empty()) finding.fix = {};
    }
    findings.push_back(std::move(finding));
  }

  void look_at_order(const StageReport& found, const StepUse& step,
                     std::vector<Finding>& findings) const {
    if (step.install_line != 0) {
      Finding finding = at("broad-copy", step.step);
      finding.message =
          fmt::format("any change of a file runs the install in line {} again", step.install_line);
      finding.fix.text =
          "copy the files that list the dependencies first, and this after the install";
      finding.files = step.taken.files;
      finding.bytes = step.taken.bytes;
      findings.push_back(std::move(finding));
    }
    if (step.tmpfs_sends_all) {
      Finding finding = at("tmpfs-context", step.step);
      finding.message = fmt::format("this tmpfs mount has the whole context sent, {}",
                                    size_text(found.context.bytes));
      finding.fix.text = "give the mount a from= with a stage that is built anyway";
      finding.files = found.context.files;
      finding.bytes = found.context.bytes;
      findings.push_back(std::move(finding));
    }
  }

  void look_for_repetition(const StageReport& found, const StageUse& stage, const StepUse& step,
                           std::vector<Finding>& findings) const {
    for (const Repetition& repeat : step.repeats) {
      if (repeat.bytes < kWorthTelling) continue;
      const BuildStep& earlier = found.stages[repeat.stage].steps[repeat.step].step;
      Finding finding = at("repeated-source", step.step);
      finding.message = fmt::format("takes {} again that line {} took already",
                                    size_text(repeat.bytes), earlier.line);
      if (&found.stages[repeat.stage] != &stage)
        finding.message += ", in the stage that this one is based on";
      finding.fix.text = "take it once; an image keeps both layers";
      finding.files = repeat.files;
      finding.bytes = repeat.bytes;
      findings.push_back(std::move(finding));
    }
  }

  void look_at_unused(const StageReport& found, std::vector<Finding>& findings) const {
    const Tally& unused = found.unused;
    if (unused.bytes < kWorthTelling) return;
    if (unused.bytes < found.context.bytes / kShareWorthTelling) return;
    Finding finding = finding_of("unused-bytes");
    finding.path = plan_.file();
    finding.message = fmt::format("no instruction of the target takes {} of {}",
                                  size_text(unused.bytes), size_text(found.context.bytes));
    finding.fix.text = "leave it out by rules, or pack with --needed";
    finding.files = unused.files;
    finding.bytes = unused.bytes;
    for (const Place& place : found.unused_places) {
      const bool directory = place.kind == Place::Kind::directory;
      finding.largest.push_back(
          {directory ? place.name + "/" : place.name, place.tally.files, place.tally.bytes, ""});
    }
    findings.push_back(std::move(finding));
  }

  const Context& context_;
  const BuildPlan& plan_;
  const LintOptions& options_;
};

}  // namespace

std::unique_ptr<LintPart> make_stages_part(const Context& context, const BuildPlan& plan,
                                           const LintOptions& options) {
  return std::make_unique<StagesPart>(context, plan, options);
}

}  // namespace tare
