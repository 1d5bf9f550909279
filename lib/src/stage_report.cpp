// One walk over what the rules let through, which also has the excluded directories sized that a
// source leads to; and one over what BuildKit sends of it, unless that is the same. What a source
// takes is what both the copying and the sending agree on.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "contributors.hpp"
#include "go_text.hpp"
#include "selection.hpp"
#include "stage_counts.hpp"
#include "stage_order.hpp"
#include "tare/stages.hpp"
#include "tree_walk.hpp"
#include "unread_part.hpp"

namespace tare {
namespace {

using CountOf = StageCounts::Side;

// Where one source leads to, and what of that the rules leave open.
struct Lead {
  std::vector<Root> roots;
  const Rule* rule = nullptr;  // excludes one of them, or a link on the way to it
  bool open = false;           // the rules exclude not all of them
};

Tally tally_of(const Entry& entry) {
  Tally tally;
  tally.add(entry.kind, entry.status != nullptr ? entry.status->size : 0);
  return tally;
}

Lead lead_of(const Context& context, const BuildStep::Source& source) {
  Lead lead;
  for (Root& root : places_of(context, source)) {
    Verdict verdict;
    for (const std::string& link : root.links) {
      if (!verdict.excluded) verdict = context.matcher().match(link);
    }
    const bool reached = !verdict.excluded;
    if (reached && !root.name.empty()) verdict = context.matcher().match(root.name);
    if (verdict.excluded && lead.rule == nullptr) lead.rule = verdict.rule;
    lead.open = lead.open || !verdict.excluded;
    // Below an excluded directory something may be included, beyond an excluded link nothing.
    if (reached) lead.roots.push_back(std::move(root));
  }
  return lead;
}

class StageWalks {
 public:
  StageWalks(const Context& context, const BuildPlan& plan, const StagesOptions& options,
             StageReport& report)
      : context_(context),
        plan_(plan),
        options_(options),
        report_(report),
        counts_(prepare()),
        membership_(sets()),
        unused_(LargestFew::By::bytes, options.unused_places) {}

  void run() {
    walk_all();
    if (narrows()) walk_needed();
    counts_.finish();
    judge();
    if (options_.unused_places != 0) put_unused();
  }

 private:
  class All;
  class Needed;

  // The report without figures.
  std::vector<StageUse>& prepare() {
    for (const PlannedStage& planned : plan_.stages()) {
      StageUse stage{planned, {}, {}, {}};
      stage.stage.steps.clear();
      for (const BuildStep& step : planned.steps) {
        check_excludes(step);
        StepUse use;
        use.step = step;
        for (const BuildStep::Source& source : step.sources) {
          use.sources.push_back({source.path, source.written, source.use, {}, {}});
          leads_.push_back(lead_of(context_, source));
        }
        stage.steps.push_back(std::move(use));
      }
      report_.stages.push_back(std::move(stage));
    }
    return report_.stages;
  }

  void check_excludes(const BuildStep& step) const {
    try {
      const Membership check({{{}, step.excludes}});
    } catch (const Error& error) {
      throw Error::in_line(plan_.file(), step.line,
                           fmt::format("a malformed pattern: {}", error.what()));
    }
  }

  [[nodiscard]] std::vector<Membership::Set> sets() const {
    std::vector<Membership::Set> sets;
    std::size_t source = 0;
    for (const StageUse& stage : report_.stages) {
      for (const StepUse& step : stage.steps) {
        for (std::size_t i = 0; i < step.sources.size(); ++i, ++source) {
          sets.push_back({{}, step.step.excludes});
          for (const Root& root : leads_[source].roots) sets.back().roots.push_back(root.name);
        }
      }
    }
    return sets;
  }

  [[nodiscard]] WalkOptions walk_options() const {
    WalkOptions walk;
    walk.included_status = StatusOf::files;
    walk.excluded_status = StatusOf::files;
    walk.threads = options_.threads;
    walk.progress = options_.progress;
    return walk;
  }

  // The classic builder takes everything.
  [[nodiscard]] bool narrows() const {
    return plan_.requested() && context_.matcher().dialect() == Dialect::buildkit;
  }

  // A tmpfs mount asks for everything only beside something else that asks.
  [[nodiscard]] bool asks() const { return !plan_.requested() || !plan_.requested()->empty(); }

  void walk_all();
  void walk_needed();

  void include(const Entry& entry) {
    const Tally tally = tally_of(entry);
    report_.context += tally;
    const auto sources = membership_.of(entry.name, entry.kind);
    if (!narrows()) {
      report_.needed += tally;
      counts_.add(sources, CountOf::taken, tally);
    }
    const std::vector<std::string>& build = context_.build_files();
    if (asks() && !sources.empty()) return;
    if (std::binary_search(build.begin(), build.end(), entry.name)) return;
    report_.unused += tally;
    unused_.include(entry, tally.bytes);
  }

  // A directory that is not looked into is sized as a whole where it belongs to the same sources as
  // a whole. True when it is.
  bool exclude(const Entry& entry, Visitor::Extent extent) {
    const auto sources = membership_.of(entry.name, entry.kind);
    if (!sources.empty()) {
      if (entry.kind == Kind::file && entry.status == nullptr) report_.complete = false;
      counts_.add(sources, CountOf::excluded, tally_of(entry));
    }
    if (entry.kind != Kind::directory || extent != Visitor::Extent::whole_unread) return false;
    if (membership_.below(entry.name) == Membership::Below::mixed) {
      mixed_.emplace_back(entry.name);
      return false;
    }
    if (sources.empty()) return false;
    sized_.emplace_back(sources.begin(), sources.end());
    return true;
  }

  void add(const Sizes& sizes) {
    for (const auto& [place, tally] : sizes.tallies) {
      counts_.add(sized_[place], CountOf::excluded, tally);
    }
    for (const LinkedFile& file : sizes.linked) {
      Tally tally;
      tally.bytes = file.bytes;
      counts_.add(sized_[file.place], CountOf::excluded, tally);
    }
    const auto warn = [this](const Diagnostic& diagnostic) {
      report_.complete = false;
      diagnose(diagnostic);
    };
    for (const Diagnostic& diagnostic : sizes.diagnostics) warn(diagnostic);
    for (const std::string& directory : mixed_) {
      count_unread(context_, directory, membership_, counts_, warn);
    }
  }

  void diagnose(const Diagnostic& diagnostic) const {
    if (options_.diagnose) options_.diagnose(diagnostic);
  }

  void judge() {
    std::size_t index = 0;
    for (StageUse& stage : report_.stages) {
      for (StepUse& step : stage.steps) {
        for (SourceUse& use : step.sources) judge(use, leads_[index++], step.step);
      }
    }
  }

  static void judge(SourceUse& use, const Lead& lead, const BuildStep& step) {
    // A tmpfs mount has no use for what it pulls in.
    const bool asks = use.use != BuildStep::Use::tmpfs && !use.path.empty();
    if (!asks || use.taken.entries() != 0) return;
    if (lead.open) {
      // What `--exclude` leaves out is not missed.
      use.missing = use.lost = step.excludes.empty();
      return;
    }
    use.missing = true;
    use.rule = lead.rule;
    const bool nothing = lead.roots.empty() && lead.rule == nullptr;
    use.optional = nothing && use.use == BuildStep::Use::copy && go::has_wildcard(use.path);
  }

  void put_unused() {
    for (const Contributor& part : unused_.finish()) {
      const bool directory = part.name.ends_with('/');
      Place place;
      place.kind = directory ? Place::Kind::directory : Place::Kind::entry;
      place.name = part.name.substr(0, part.name.size() - (directory ? 1 : 0));
      place.tally.files = part.files;
      place.tally.bytes = part.bytes;
      report_.unused_places.push_back(std::move(place));
    }
  }

  const Context& context_;
  const BuildPlan& plan_;
  const StagesOptions& options_;
  StageReport& report_;
  std::vector<Lead> leads_;  // of each source
  StageCounts counts_;
  Membership membership_;
  Contributors unused_;
  std::vector<std::vector<std::uint32_t>> sized_;  // sources of each directory that is sized
  std::vector<std::string> mixed_;
};

class StageWalks::All : public Receiver {
 public:
  All(StageWalks& walks, TreeWalk& walk) : walks_(walks), walk_(walk) {}

  void include(const Entry& entry, Cargo* /*cargo*/, std::uint32_t /*parcel*/) override {
    walks_.include(entry);
  }
  void exclude(const Entry& entry, Visitor::Extent extent) override {
    if (walks_.exclude(entry, extent)) {
      walk_.size_later(std::string(entry.name), walks_.sized_.size() - 1, nullptr);
    }
  }
  void pass_over(const Entry& /*entry*/, Visitor::Extent /*extent*/) override {}
  void diagnose(const Diagnostic& diagnostic) override { walks_.diagnose(diagnostic); }
  [[nodiscard]] std::uint64_t bytes() const override { return walks_.report_.context.bytes; }

 private:
  StageWalks& walks_;
  TreeWalk& walk_;
};

// The first walk has told what there is to tell.
class StageWalks::Needed : public Visitor {
 public:
  explicit Needed(StageWalks& walks) : walks_(walks), membership_(walks.sets()) {}

  Next include(const Entry& entry) override {
    const Tally tally = tally_of(entry);
    walks_.report_.needed += tally;
    walks_.counts_.add(membership_.of(entry.name, entry.kind), CountOf::taken, tally);
    return Next::go_on;
  }

 private:
  StageWalks& walks_;
  Membership membership_;
};

void StageWalks::walk_all() {
  const WalkOptions options = walk_options();
  TreeWalk walk(context_, options);
  All receiver(*this, walk);
  walk.run(receiver);
  add(walk.finish_sizes());
}

void StageWalks::walk_needed() {
  WalkOptions options = walk_options();
  options.excluded_status = StatusOf::nothing;
  Needed visitor(*this);
  walk(context_.narrowed(plan_.requested()), options, visitor);
}

}  // namespace

StageReport stages(const Context& context, const BuildPlan& plan, const StagesOptions& options) {
  StageReport report;
  report.dockerfile = plan.file();
  report.target = plan.target();
  report.diagnostics = plan.diagnostics();
  report.matcher = context.matcher();
  StageWalks(context, plan, options, report).run();
  look_at_order(report);
  return report;
}

}  // namespace tare
