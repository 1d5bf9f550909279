#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "inventory_items.hpp"
#include "tare/digest.hpp"

// A builder knows a step again by all that leads to it: the image at the bottom, the steps before,
// the instruction itself and what it takes. So each step gets an identity made of these, and a step
// is cached when the other side has one with the same identity, wherever that stands. What only
// sets up the image's configuration (LABEL, CMD) is no part of what follows; what sets up the
// surroundings of RUN (ENV, USER) is part of that alone.

namespace tare {
namespace {

using Why = StepChange::Why;

// Identities, which two digests share: equal ones have equal numbers.
class Identities {
 public:
  [[nodiscard]] std::size_t of(const std::vector<std::string>& parts) {
    return numbers_.try_emplace(parts, numbers_.size()).first->second;
  }

 private:
  std::map<std::vector<std::string>, std::size_t> numbers_;
};

enum class Effect { files, surroundings, configuration };

Effect effect_of(Instruction::Kind kind) {
  switch (kind) {
    case Instruction::Kind::add:
    case Instruction::Kind::copy:
    case Instruction::Kind::run:
    case Instruction::Kind::workdir:
      return Effect::files;
    case Instruction::Kind::env:
    case Instruction::Kind::shell:
    case Instruction::Kind::user:
      return Effect::surroundings;
    default:
      return Effect::configuration;  // ARG, too: what RUN sees of it is part of its own key
  }
}

// What a stage has come to.
struct State {
  std::size_t files = 0;         // identity
  std::size_t surroundings = 0;  // identity
};

struct Identity {
  std::size_t before = 0;       // of what the step starts from
  std::size_t instruction = 0;  // that and the step, whatever it takes
  std::size_t whole = 0;
};

class Chain {
 public:
  Chain(const ContextDigest& digest, Identities& identities) {
    auto step = digest.steps.begin();
    for (std::size_t i = 0; i < digest.stages.size(); ++i) {
      const ContextDigest::Stage& stage = digest.stages[i];
      State state;
      state.surroundings = identities.of({"surroundings"});
      state.files = identities.of({"image", stage.base});
      if (stage.base_stage) state = stages_.at(*stage.base_stage);
      begins_.push_back(state.files);
      for (; step != digest.steps.end() && step->stage == i; ++step) add(*step, state, identities);
      stages_.push_back(state);
    }
  }

  [[nodiscard]] const std::vector<Identity>& steps() const noexcept { return steps_; }
  [[nodiscard]] std::size_t begin_of(std::size_t stage) const { return begins_.at(stage); }

 private:
  void add(const StepDigest& step, State& state, Identities& identities) {
    const Effect effect = effect_of(step.kind);
    std::vector<std::string> parts{"step", std::to_string(state.files), step.key};
    if (step.kind == Instruction::Kind::run) parts.push_back(std::to_string(state.surroundings));
    for (const std::size_t from : step.from_stages) {
      parts.push_back("from " + std::to_string(stages_.at(from).files));
    }
    Identity identity;
    identity.before = state.files;
    identity.instruction = identities.of(parts);
    parts.push_back("content " + step.content);
    identity.whole = identities.of(parts);
    steps_.push_back(identity);
    if (effect == Effect::files) state.files = identity.whole;
    if (effect == Effect::surroundings) {
      state.surroundings =
          identities.of({"surroundings", std::to_string(state.surroundings), step.key});
    }
  }

  std::vector<Identity> steps_;
  std::vector<std::size_t> begins_;  // what each stage starts from
  std::vector<State> stages_;        // what each comes to
};

// Digests are kept with their entries or without; a context that holds nothing has none to keep.
bool knows_entries(const ContextDigest& digest) {
  return !digest.entries.empty() || digest.total.entries() == 0;
}

// Goes through the entries in some ranges.
class EntryCursor {
 public:
  EntryCursor(const ContextDigest& digest, const std::vector<EntryRange>& ranges)
      : entries_(digest.entries), range_(ranges.begin()), end_(ranges.end()) {
    if (range_ != end_) at_ = range_->begin;
  }

  // Null at the end.
  [[nodiscard]] const EntryDigest* get() const {
    return range_ == end_ ? nullptr : &entries_.at(at_);
  }

  void advance() {
    if (++at_ != range_->end) return;
    if (++range_ != end_) at_ = range_->begin;
  }

 private:
  const std::vector<EntryDigest>& entries_;
  std::vector<EntryRange>::const_iterator range_, end_;
  std::uint32_t at_ = 0;
};

// Two lists of entries in the order of a walk.
std::vector<EntryChange> compare(const ContextDigest& before, const std::vector<EntryRange>& olds,
                                 const ContextDigest& after, const std::vector<EntryRange>& news) {
  std::vector<EntryChange> changes;
  if (!knows_entries(before) || !knows_entries(after)) return changes;
  EntryCursor one(before, olds);
  EntryCursor other(after, news);
  while (one.get() != nullptr || other.get() != nullptr) {
    const EntryDigest* was = one.get();
    const EntryDigest* is = other.get();
    const bool gone = is == nullptr || (was != nullptr && comes_before(was->name, is->name));
    const bool fresh = !gone && (was == nullptr || comes_before(is->name, was->name));
    if (gone) {
      changes.push_back({EntryChange::What::removed, was->name});
    } else if (fresh) {
      changes.push_back({EntryChange::What::added, is->name});
    } else if (!(*was == *is)) {
      changes.push_back({EntryChange::What::changed, is->name});
    }
    if (!fresh) one.advance();
    if (!gone) other.advance();
  }
  return changes;
}

std::vector<EntryRange> all_of(const ContextDigest& digest) {
  if (digest.entries.empty()) return {};
  return {{0, static_cast<std::uint32_t>(digest.entries.size())}};
}

class StepComparison {
 public:
  StepComparison(const ContextDigest& before, const ContextDigest& after)
      : before_(before), after_(after), old_(before, identities_), new_(after, identities_) {
    for (std::size_t i = 0; i < old_.steps().size(); ++i) {
      whole_.insert(old_.steps()[i].whole);
      instructions_.emplace(old_.steps()[i].instruction, i);
    }
    for (std::size_t i = 0; i < before.stages.size(); ++i) begins_.insert(old_.begin_of(i));
  }

  [[nodiscard]] std::vector<StepChange> steps() {
    std::vector<StepChange> changes;
    std::size_t next = 0;
    for (std::size_t stage = 0; stage < after_.stages.size(); ++stage) {
      const auto base = after_.stages[stage].base_stage;
      first_.push_back(base ? first_.at(*base) : First());
      for (; next < after_.steps.size() && after_.steps[next].stage == stage; ++next) {
        changes.push_back(change_of(next));
        if (changes.back().why != Why::cached) note(after_.steps[next], next);
      }
    }
    return changes;
  }

 private:
  // The first step that runs again, of a stage and those below it.
  struct First {
    std::optional<std::size_t> files;
    std::optional<std::size_t> surroundings;
  };

  void note(const StepDigest& step, std::size_t index) {
    First& first = first_[step.stage];
    const Effect effect = effect_of(step.kind);
    if (effect == Effect::files && !first.files) first.files = index;
    if (effect == Effect::surroundings && !first.surroundings) first.surroundings = index;
  }

  // The step that makes this one run again.
  [[nodiscard]] std::optional<std::size_t> cause_of(const StepDigest& step) const {
    const First& first = first_[step.stage];
    return step.kind == Instruction::Kind::run && !first.files ? first.surroundings : first.files;
  }

  [[nodiscard]] StepChange change_of(std::size_t index) {
    const StepDigest& step = after_.steps[index];
    const Identity& identity = new_.steps()[index];
    StepChange change;
    change.step = index;
    if (whole_.contains(identity.whole)) return change;
    change.why = Why::after;
    change.cause = cause_of(step);
    if (change.cause) return change;
    for (const std::size_t from : step.from_stages) {
      change.why = Why::copies;
      change.cause = first_.at(from).files;
      if (change.cause) return change;
    }
    const auto old = instructions_.find(identity.instruction);
    const bool starts = identity.before == new_.begin_of(step.stage);
    if (old != instructions_.end()) {
      change.why = Why::content;
      change.blame = compare(before_, before_.steps[old->second].entries, after_, step.entries);
    } else {
      change.why = starts && !begins_.contains(identity.before) ? Why::base : Why::text;
    }
    return change;
  }

  const ContextDigest& before_;
  const ContextDigest& after_;
  Identities identities_;
  const Chain old_, new_;
  // Of `before_`, by identity:
  std::unordered_set<std::size_t> whole_;
  std::unordered_map<std::size_t, std::size_t> instructions_;
  std::unordered_set<std::size_t> begins_;
  std::vector<First> first_;  // of each stage of `after_`
};

}  // namespace

DigestChange changes(const ContextDigest& before, const ContextDigest& after) {
  DigestChange change;
  change.context = before.context != after.context;
  change.needed = before.needed != after.needed;
  change.build = before.build != after.build;
  if (change.context) change.changes = compare(before, all_of(before), after, all_of(after));
  change.steps = StepComparison(before, after).steps();
  return change;
}

}  // namespace tare
