#include "simulation.hpp"

#include <algorithm>
#include <utility>

namespace tare {
namespace {

template <typename Holds>
std::vector<std::uint64_t> bits_where(std::size_t words, std::size_t nodes, Holds holds) {
  std::vector<std::uint64_t> bits(words);
  for (std::size_t node = 0; node < nodes; ++node) {
    if (!holds(static_cast<Automaton::Node>(node))) continue;
    bits[node / NodeSet::kBits] |= std::uint64_t{1} << (node % NodeSet::kBits);
  }
  return bits;
}

}  // namespace

Simulation::Simulation(const Automaton& automaton, std::size_t memory)
    : automaton_(automaton),
      words_(automaton.size() / NodeSet::kBits + 1),
      most_moves_(std::max<std::size_t>(1, memory / (2 * words_ * sizeof(std::uint64_t)))),
      now_(automaton.size()),
      next_(automaton.size()) {
  using Node = Automaton::Node;
  const auto branches = [&](Node node) { return automaton.branches(node); };
  const auto opens = [&](Node node) { return automaton.opens(node); };
  branches_ = bits_where(words_, automaton.size(), branches);
  opens_ = bits_where(words_, automaton.size(), opens);
}

void Simulation::start() {
  now_.clear();
  now_.add(Automaton::kRoot);
}

void Simulation::run(std::string_view text) {
  while (!text.empty()) {
    const utf8::Rune rune = utf8::decode(text);
    text.remove_prefix(rune.size);
    step(automaton_.alphabet().of(rune));
  }
}

void Simulation::step(Alphabet::Symbol symbol) {
  const Moves& moves = moves_on(symbol);
  next_.clear();
  now_.for_each_word([&](std::size_t index, std::uint64_t bits) {
    ++work_;
    const std::uint64_t advancing = bits & moves.advances[index];
    next_.add_word(index, (bits & moves.stays[index]) | advancing << 1);
    if (advancing >> (NodeSet::kBits - 1) != 0) next_.add_word(index + 1, 1);
    NodeSet::in_word(index, bits & branches_[index],
                     [&](Automaton::Node node) { automaton_.step_aside(node, symbol, next_); });
  });
  next_.for_each_word([&](std::size_t index, std::uint64_t bits) {
    NodeSet::in_word(index, bits & opens_[index], [&](Automaton::Node node) {
      ++work_;
      automaton_.open(node, next_);
    });
  });
  std::swap(now_, next_);
}

const Simulation::Moves& Simulation::moves_on(Alphabet::Symbol symbol) {
  if (const auto known = moves_.find(symbol); known != moves_.end()) return known->second;
  if (moves_.size() == most_moves_) moves_.clear();
  using Node = Automaton::Node;
  const auto stays = [&](Node node) { return automaton_.stays(node, symbol); };
  const auto advances = [&](Node node) { return automaton_.advances(node, symbol); };
  return moves_[symbol] = {bits_where(words_, automaton_.size(), stays),
                           bits_where(words_, automaton_.size(), advances)};
}

std::vector<int> Simulation::accepted() const {
  std::vector<int> rules;
  now_.for_each([&](Automaton::Node node) { automaton_.append_accepted(node, rules); });
  std::sort(rules.begin(), rules.end());
  return rules;
}

}  // namespace tare
