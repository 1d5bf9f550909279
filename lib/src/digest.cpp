#include "tare/digest.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>
#include <utility>

#include "digest_plan.hpp"
#include "digest_reader.hpp"
#include "digest_sets.hpp"
#include "processor_count.hpp"
#include "tree_walk.hpp"

// Readers have made the digests of nearly all files when an entry's turn comes (digest_reader);
// what depends on the order is left: the sets that it belongs to, and files that take long
// (large_files).

namespace tare {
namespace {

class Digester : public Receiver {
 public:
  Digester(const Context& context, const DigestOptions& options, DigestPlan& plan,
           DigestCache& cache, LargeFiles& large, TreeWalk& walk)
      : context_(context),
        options_(options),
        plan_(plan),
        cache_(cache),
        large_(large),
        walk_(walk),
        sets_(plan.sets()),
        members_(plan.sets()) {}

  void include(const Entry& entry, Cargo* cargo, std::uint32_t index) override {
    std::array<char, 64> digits = {};
    std::string_view target;
    if (index != Event::kNone) {
      auto& all = static_cast<DigestCargo&>(*cargo);
      const DigestParcel& parcel = all.parcels[index];
      if (parcel.cached != DigestCache::kNone) {
        digits = hexadecimal(cache_.at(parcel.cached));
        cache_.keep(parcel.cached);
        ++reused_;
      } else {
        DigestFinding& finding = all.findings[parcel.finding];
        if (finding.task) finish(entry, finding);
        if (finding.read) account(entry, finding.file);
        digits = hexadecimal(finding.file.digest);
        target = std::string_view(all.targets).substr(finding.target_begin, finding.target_size);
      }
    }
    const std::string_view content(digits.data(), digits.size());
    const FileStatus& status = *entry.status;
    record_.clear();
    add_record(record_, entry.name, status, content);
    const std::span<const std::uint32_t> sets = plan_.sets_of(entry);
    sets_.add(record_, sets);
    tally_.add(status.kind, counts(status) ? status.size : 0);
    if (options_.keep_entries) keep(entry, content, target, sets);
  }

  void exclude(const Entry& /*entry*/, Visitor::Extent /*extent*/) override {}
  void pass_over(const Entry& /*entry*/, Visitor::Extent /*extent*/) override {}

  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.diagnose) options_.diagnose(diagnostic);
  }

  [[nodiscard]] std::uint64_t bytes() const override { return tally_.bytes; }

  [[nodiscard]] std::string digest_of(std::uint32_t set) { return to_string(sets_.finish(set)); }
  [[nodiscard]] const std::vector<EntryRange>& members_of(std::uint32_t set) const {
    return members_[set];
  }
  void finish(ContextDigest& result) {
    result.entries = std::move(entries_);
    result.total = tally_;
    result.read = read_;
    result.reused = reused_;
  }

 private:
  void finish(const Entry& entry, DigestFinding& finding) {
    std::uint64_t bytes = tally_.bytes;
    large_.finish(finding.task, hasher_, [&](std::uint64_t more) {
      bytes += more;
      walk_.show(entry.name, bytes);
    });
    finding.file = finding.task->result;
    if (finding.file.trouble == nullptr) return;
    throw Error(Fault::input, context_.path_of(entry.name), finding.file.trouble,
                finding.file.error);
  }

  void account(const Entry& entry, const HashedFile& file) {
    ++read_;
    if (file.settled) cache_.add(file.stamp, file.digest);
    if (!file.changed) return;
    diagnose({Diagnostic::Severity::warning,
              context_.path_of(entry.name),
              "changed while it was read; the digest may be that of no state it was in",
              {}});
  }

  [[nodiscard]] bool counts(const FileStatus& status) {
    if (status.kind != Kind::file) return false;
    return status.links < 2 || counted_.insert(status.id).second;
  }

  void keep(const Entry& entry, std::string_view content, std::string_view target,
            std::span<const std::uint32_t> sets) {
    const FileStatus& status = *entry.status;
    EntryDigest& kept = entries_.emplace_back();
    kept.name = entry.name;
    kept.kind = status.kind;
    kept.mode = status.kind == Kind::symlink ? 0777 : status.mode;
    if (status.kind == Kind::file) {
      kept.size = status.size;
      kept.content = "sha256:";
      kept.content += content;
    } else if (status.kind == Kind::symlink) {
      kept.content = target;
    } else if (status.kind == Kind::character_device || status.kind == Kind::block_device) {
      kept.content =
          std::to_string(status.special_major) + ':' + std::to_string(status.special_minor);
    }
    const auto index = static_cast<std::uint32_t>(entries_.size() - 1);
    for (const std::uint32_t set : sets) {
      std::vector<EntryRange>& members = members_[set];
      if (members.empty() || members.back().end != index) members.push_back({index, index});
      ++members.back().end;
    }
  }

  const Context& context_;
  const DigestOptions& options_;
  DigestPlan& plan_;
  DigestCache& cache_;
  LargeFiles& large_;
  TreeWalk& walk_;
  DigestSets sets_;
  FileHasher hasher_;
  std::string record_;
  Tally tally_;
  std::unordered_set<FileId, FileIdHash> counted_;  // files with several names
  std::vector<EntryDigest> entries_;
  std::vector<std::vector<EntryRange>> members_;  // of each set
  std::uint64_t read_ = 0;
  std::uint64_t reused_ = 0;
};

std::string digest_of(std::string_view text) {
  Sha256 sha256;
  sha256.update(std::as_bytes(std::span(text)));
  return to_string(sha256.finish());
}

void add_steps(ContextDigest& result, const BuildPlan& plan, const DigestPlan& sets,
               Digester& digester) {
  result.target = plan.target();
  for (std::size_t i = 0; i < plan.stages().size(); ++i) {
    const PlannedStage& stage = plan.stages()[i];
    result.stages.push_back(
        {stage.name, stage.line, stage.base, stage.base_stage, stage.reachable});
    for (std::size_t j = 0; j < stage.steps.size(); ++j) {
      const BuildStep& step = stage.steps[j];
      StepDigest& added = result.steps.emplace_back();
      added.stage = i;
      added.stage_name = stage.name;
      added.line = step.line;
      added.kind = step.kind;
      added.text = step.text;
      added.key = digest_of(step.key);
      for (const BuildStep::From& from : step.from) {
        if (from.stage) added.from_stages.push_back(*from.stage);
      }
      const std::optional<std::uint32_t> set = sets.set_of(i, j);
      if (!set) continue;
      added.content = digester.digest_of(*set);
      added.entries = digester.members_of(*set);
    }
  }
}

std::string digest_of_build(const ContextDigest& result) {
  std::string text = "tare build 1\n";
  auto step = result.steps.begin();
  for (std::size_t i = 0; i < result.stages.size(); ++i) {
    const ContextDigest::Stage& stage = result.stages[i];
    if (!stage.reachable) continue;
    text +=
        "stage " + (stage.base_stage ? std::to_string(*stage.base_stage) : digest_of(stage.base));
    text += '\n';
    for (; step != result.steps.end() && step->stage == i; ++step) {
      text += step->key + ' ' + (step->content.empty() ? "-" : step->content);
      for (const std::size_t from : step->from_stages) text += ' ' + std::to_string(from);
      text += '\n';
    }
  }
  text += "target " + std::to_string(result.target) + '\n';
  return digest_of(text);
}

}  // namespace

ContextDigest digest(const Context& context, const BuildPlan* plan, const DigestOptions& options) {
  WalkOptions walk_options;
  walk_options.include_build_files = true;
  walk_options.included_status = StatusOf::everything;
  walk_options.threads = options.threads;
  walk_options.stop = options.stop;
  walk_options.progress = options.progress;
  DigestCache cache;
  if (!options.cache.empty()) cache = DigestCache(options.cache, options.diagnose);
  std::vector<FileId> skip = options.skip;
  if (cache.file()) skip.push_back(*cache.file());
  LinkedDigests linked;
  LargeFiles large((options.threads == 0 ? processor_count() : options.threads) - 1);
  DigestPlan sets(context, plan, walk_options);
  TreeWalk walk(context, walk_options, [&] {
    return std::make_unique<DigestReader>(DigestReading{cache, linked, large, skip});
  });
  Digester digester(context, options, sets, cache, large, walk);
  walk.run(digester);
  cache.write();
  ContextDigest result;
  digester.finish(result);
  result.context = digester.digest_of(DigestPlan::kContext);
  if (plan != nullptr) {
    result.needed = digester.digest_of(DigestPlan::kNeeded);
    add_steps(result, *plan, sets, digester);
    result.build = digest_of_build(result);
  }
  return result;
}

}  // namespace tare
