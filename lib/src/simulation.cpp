#include "simulation.hpp"

#include <algorithm>
#include <utility>

namespace tare {

Simulation::Simulation(const Automaton& automaton)
    : automaton_(automaton), now_(automaton.size()), next_(automaton.size()) {}

void Simulation::start() { go_on_from({Automaton::kRoot}); }

void Simulation::go_on_from(const std::vector<Automaton::Node>& nodes) {
  now_.clear();
  for (const Automaton::Node node : nodes) now_.add(node);
}

void Simulation::run(std::string_view text) {
  while (!text.empty()) {
    const utf8::Rune rune = utf8::decode(text);
    text.remove_prefix(rune.size);
    const Alphabet::Symbol symbol = automaton_.alphabet().of(rune);
    next_.clear();
    for (const Automaton::Node node : now_.list()) automaton_.step(node, symbol, next_);
    std::swap(now_, next_);
  }
}

std::vector<int> Simulation::accepted() const {
  std::vector<int> rules;
  for (const Automaton::Node node : now_.list()) automaton_.append_accepted(node, rules);
  std::sort(rules.begin(), rules.end());
  return rules;
}

int Simulation::last_live_exception() const {
  int last = Automaton::kNoRule;
  for (const Automaton::Node node : now_.list()) {
    last = std::max(last, automaton_.last_live_exception(node));
  }
  return last;
}

int Simulation::last_covering() const {
  int last = Automaton::kNoRule;
  for (const Automaton::Node node : now_.list()) {
    last = std::max(last, automaton_.last_covering(node));
  }
  return last;
}

}  // namespace tare
