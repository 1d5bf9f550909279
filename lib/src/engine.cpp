#include "engine.hpp"

#include <algorithm>

// The lemma behind `decide`: of all that a directory hands down, only the last rule that changed
// its verdict matters. Among the rules whose own pattern matches an entry, those above that rule
// count, in order, each one that turns the verdict around (lib/DESIGN.md, "Verdicts").

namespace tare {
namespace {

// Of states that the simulation gave out: they have no place in a cache.
constexpr std::uint64_t kNoGeneration = 0;

// Where the last part of a name begins, in a directory whose name has `length` bytes.
std::size_t base_at(std::string_view name, std::size_t length) {
  return length == 0 ? 0 : std::min(length + 1, name.size());
}

}  // namespace

Engine::Engine(const CompiledRules& rules, std::size_t memory)
    : rules_(rules), memory_(memory), states_(std::in_place, rules.automaton(), memory) {}

Scan::State Engine::match(std::string_view name, const Scan::State& parent) {
  Scan::State result;
  if (states_ && match_by_states(name, parent, result)) return result;
  states_.reset();
  return match_by_nodes(name, parent);
}

Verdict Engine::match(std::string_view name) {
  Scan::State state;
  for (std::size_t end = name.find('/'); end != std::string_view::npos;
       end = name.find('/', end + 1)) {
    state = match(name.substr(0, end), state);
  }
  return match(name, state).verdict();
}

// False when states do not pay.
bool Engine::match_by_states(std::string_view name, const Scan::State& parent,
                             Scan::State& result) {
  StateCache::Id at = 0;
  if (!find_place(name.substr(0, parent.length_), parent, at) || !states_->run(at, "/")) {
    return false;
  }
  result = parent;
  result.length_ = static_cast<std::uint32_t>(name.size());
  result.verdict_.repeated_by = nullptr;
  const SlowRules& slow = rules_.slow_rules();
  const bool settled = std::max(states_->last_live(at), slow.last()) <= parent.last_;
  if (!settled && !states_->run(at, name.substr(base_at(name, parent.length_)))) return false;
  result.generation_ = states_->generation();
  result.place_ = at;
  if (settled) return true;
  if (slow.last() > parent.last_) {
    decide_with_slow(name, states_->state(at).accepted, result);
  } else if (states_->last_accepted(at) > parent.last_) {
    decide(states_->state(at).accepted, result);
  }
  return true;
}

// Where `state`, that of `directory`, is in the present generation.
bool Engine::find_place(std::string_view directory, const Scan::State& state, StateCache::Id& at) {
  if (state.generation_ == states_->generation()) [[likely]] {
    at = state.place_;
    return true;
  }
  if (state.generation_ != kNoGeneration && state.generation_ == moved_from_ &&
      state.place_ == moved_place_ && moved_to_ == states_->generation()) {
    at = new_place_;
    return true;
  }
  at = states_->root();
  if (directory.empty()) return true;
  if (!states_->run(at, "/") || !states_->run(at, directory)) return false;
  moved_from_ = state.generation_;
  moved_place_ = state.place_;
  moved_to_ = states_->generation();
  new_place_ = at;
  return true;
}

Scan::State Engine::match_by_nodes(std::string_view name, const Scan::State& parent) {
  Simulation& simulation = simulate_into(name.substr(0, parent.length_));
  simulation.run(name.substr(base_at(name, parent.length_)));
  Scan::State result = parent;
  result.length_ = static_cast<std::uint32_t>(name.size());
  result.generation_ = kNoGeneration;
  result.verdict_.repeated_by = nullptr;
  decide_with_slow(name, simulation.accepted(), result);
  return result;
}

// The simulation, behind the '/' that follows `directory`.
Simulation& Engine::simulate_into(std::string_view directory) {
  if (!simulation_) simulation_.emplace(rules_.automaton(), memory_);
  Simulation& simulation = *simulation_;
  if (directory_ == directory) {
    simulation.go_on_from(*directory_nodes_);
    return simulation;
  }
  simulation.start();
  simulation.run("/");
  if (!directory.empty()) {
    simulation.run(directory);
    simulation.run("/");
  }
  directory_ = directory;
  directory_nodes_ = simulation.nodes();
  return simulation;
}

bool Engine::may_include_below(std::string_view name, const Scan::State& directory) {
  const Below last = below(name, directory);
  return last.exception > std::max(directory.last_, last.covering);
}

bool Engine::may_decide_below(std::string_view name, const Scan::State& directory) {
  const Below last = below(name, directory);
  return (directory.verdict().excluded ? last.exception : last.rule) > directory.last_;
}

Engine::Below Engine::below(std::string_view name, const Scan::State& directory) {
  const SlowRules& slow = rules_.slow_rules();
  Below last{slow.last(), slow.last_exception()};
  StateCache::Id at = 0;
  if (states_ && find_place(name, directory, at) && states_->run(at, "/")) {
    const StateCache::State state = states_->state(at);
    last.rule = std::max(last.rule, states_->last_live(at));
    last.exception = std::max(last.exception, state.last_live_exception);
    last.covering = state.last_covering;
    return last;
  }
  states_.reset();
  const Automaton& automaton = rules_.automaton();
  simulate_into(name).nodes().for_each([&](Automaton::Node node) {
    last.rule = std::max(last.rule, automaton.last_live(node));
    last.exception = std::max(last.exception, automaton.last_live_exception(node));
    last.covering = std::max(last.covering, automaton.last_covering(node));
  });
  return last;
}

std::vector<int> Engine::matching(std::string_view name) {
  std::vector<int> found;
  StateCache::Id at = 0;
  if (states_ && find_place({}, {}, at) && states_->run(at, "/") && states_->run(at, name)) {
    const std::span<const int> accepted = states_->state(at).accepted;
    found.assign(accepted.begin(), accepted.end());
  } else {
    states_.reset();
    const std::size_t slash = name.rfind('/');
    const std::size_t directory = slash == std::string_view::npos ? 0 : slash;
    Simulation& simulation = simulate_into(name.substr(0, directory));
    simulation.run(name.substr(base_at(name, directory)));
    found = simulation.accepted();
  }
  rules_.slow_rules().append_matches(name, found);
  std::sort(found.begin(), found.end());
  return found;
}

void Engine::decide(std::span<const int> matches, Scan::State& state) const {
  Verdict& verdict = state.verdict_;
  for (auto i = std::upper_bound(matches.begin(), matches.end(), state.last_); i != matches.end();
       ++i) {
    const Rule& rule = rules_.rule(*i);
    if (rule.exception == verdict.excluded) {
      verdict = {!rule.exception, &rule, state.length_, nullptr};
      state.last_ = *i;
    }
  }
  if (!matches.empty() && matches.back() > state.last_) {
    verdict.repeated_by = &rules_.rule(matches.back());
  }
}

void Engine::decide_with_slow(std::string_view name, std::span<const int> matches,
                              Scan::State& state) {
  matches_.assign(matches.begin(), matches.end());
  rules_.slow_rules().append_matches(name, matches_);
  std::sort(matches_.begin(), matches_.end());
  decide(matches_, state);
}

}  // namespace tare
