#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "automaton.hpp"
#include "node_set.hpp"

namespace tare {

/// The automaton followed as the set of all nodes that a name may have reached, for patterns that
/// would need too many states: a bit a node, 64 nodes at a time. For one thread.
class Simulation {
 public:
  /// `automaton` outlives it. Tables for symbols take up to about `memory` bytes.
  Simulation(const Automaton& automaton, std::size_t memory);

  /// Before the '/' that begins a name.
  void start();
  void run(std::string_view text);
  [[nodiscard]] const NodeSet& nodes() const noexcept { return now_; }
  /// Goes on where `nodes` had come to.
  void go_on_from(const NodeSet& nodes) { now_ = nodes; }

  /// How much has been done so far: words of nodes looked at, and nodes that were opened.
  [[nodiscard]] std::uint64_t work() const noexcept { return work_; }

  /// The rules that match here, ascending.
  [[nodiscard]] std::vector<int> accepted() const;

 private:
  // For one symbol, a bit a node: does it lead to the node itself, and to the next one?
  struct Moves {
    std::vector<std::uint64_t> stays;
    std::vector<std::uint64_t> advances;
  };

  void step(Alphabet::Symbol symbol);
  [[nodiscard]] const Moves& moves_on(Alphabet::Symbol symbol);

  const Automaton& automaton_;
  std::size_t words_;
  std::size_t most_moves_;
  std::vector<std::uint64_t> branches_;
  std::vector<std::uint64_t> opens_;
  std::unordered_map<Alphabet::Symbol, Moves> moves_;
  NodeSet now_;
  NodeSet next_;
  std::uint64_t work_ = 0;
};

}  // namespace tare
