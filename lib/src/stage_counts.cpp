#include "stage_counts.hpp"

#include <algorithm>
#include <utility>

// Each instruction could repeat each one before it. Nobody reads that many: a file is looked at in
// the first instructions that take it, and so many pairs are told and no more.

namespace tare {
namespace {

constexpr std::size_t kMostCompared = 100;
constexpr std::size_t kMostRepetitions = 100'000;

bool copies(const BuildStep& step) {
  return step.kind == Instruction::Kind::copy || step.kind == Instruction::Kind::add;
}

}  // namespace

StageCounts::StageCounts(std::vector<StageUse>& stages) : stages_(stages) {
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    for (std::size_t step = 0; step < stages[stage].steps.size(); ++step) {
      for (SourceUse& source : stages[stage].steps[step].sources) {
        places_.push_back({stage, step, &source});
      }
    }
  }
  number_stages();
}

// A base comes before what builds on it.
void StageCounts::number_stages() {
  std::vector<std::size_t> sizes(stages_.size(), 1);
  for (std::size_t i = stages_.size(); i-- > 0;) {
    if (const auto& base = stages_[i].stage.base_stage) sizes[*base] += sizes[i];
  }
  std::vector<std::size_t> next(stages_.size());  // the number of the next child
  std::size_t roots = 0;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const auto& base = stages_[i].stage.base_stage;
    std::size_t& first = base ? next[*base] : roots;
    descendants_.push_back({first, first + sizes[i]});
    next[i] = first + 1;
    first += sizes[i];
  }
}

void StageCounts::add(std::span<const std::uint32_t> sources, Side side, const Tally& tally) {
  Run& run = runs_.at(static_cast<std::size_t>(side));
  if (!std::equal(sources.begin(), sources.end(), run.sources.begin(), run.sources.end())) {
    distribute(run, side);
    run.sources.assign(sources.begin(), sources.end());
    run.tally = {};
  }
  run.tally += tally;
}

void StageCounts::distribute(const Run& run, Side side) {
  const auto tally_of = [side](auto& use) -> Tally& {
    return side == Side::taken ? use.taken : use.excluded;
  };
  std::vector<std::size_t> steps;  // each by its first source in the run
  for (const std::uint32_t source : run.sources) {
    const Place& place = places_[source];
    tally_of(*place.source) += run.tally;
    const Place* before = steps.empty() ? nullptr : &places_[steps.back()];
    const bool same_stage = before != nullptr && before->stage == place.stage;
    if (same_stage && before->step == place.step) continue;
    steps.push_back(source);
    tally_of(stages_[place.stage].steps[place.step]) += run.tally;
    if (!same_stage) tally_of(stages_[place.stage]) += run.tally;
  }
  if (side == Side::taken && run.tally.files != 0) note_repetitions(steps, run.tally);
}

// A mount shows files and keeps none, so that nothing is there twice.
void StageCounts::note_repetitions(const std::vector<std::size_t>& steps, const Tally& tally) {
  for (std::size_t later = 1; later < std::min(steps.size(), kMostCompared); ++later) {
    const Place& place = places_[steps[later]];
    if (!copies(stages_[place.stage].steps[place.step].step)) continue;
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const Place& first = places_[steps[earlier]];
      if (!copies(stages_[first.stage].steps[first.step].step)) continue;
      if (!builds_on(place.stage, first.stage)) continue;
      const std::pair key{steps[later], steps[earlier]};
      const bool full = repetitions_.size() == kMostRepetitions;
      if (full && repetitions_.find(key) == repetitions_.end()) continue;
      Repetition& repetition = repetitions_[key];
      repetition.stage = first.stage;
      repetition.step = first.step;
      repetition.files += tally.files;
      repetition.bytes += tally.bytes;
    }
  }
}

bool StageCounts::builds_on(std::size_t stage, std::size_t base) const {
  const std::size_t number = descendants_[stage].first;
  return number >= descendants_[base].first && number < descendants_[base].end;
}

void StageCounts::finish() {
  for (const Side side : {Side::taken, Side::excluded}) {
    distribute(runs_.at(static_cast<std::size_t>(side)), side);
  }
  for (const auto& entry : repetitions_) {
    const Repetition& found = entry.second;
    const Place& place = places_[entry.first.first];
    std::vector<Repetition>& repeats = stages_[place.stage].steps[place.step].repeats;
    const auto same = std::find_if(repeats.begin(), repeats.end(), [&](const Repetition& each) {
      return each.stage == found.stage && each.step == found.step;
    });
    if (same == repeats.end()) {
      repeats.push_back(found);
    } else {  // through another source of the same instruction
      same->files += found.files;
      same->bytes += found.bytes;
    }
  }
  for (StageUse& stage : stages_) {
    for (StepUse& step : stage.steps) {
      std::stable_sort(step.repeats.begin(), step.repeats.end(),
                       [](const Repetition& a, const Repetition& b) { return a.bytes > b.bytes; });
    }
  }
}

}  // namespace tare
