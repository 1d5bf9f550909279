#pragma once

#include <string_view>
#include <vector>

#include "automaton.hpp"

namespace tare {

/// The automaton followed node by node, for patterns that would need too many states. Takes the
/// memory of two sets of nodes; a symbol costs a step for each node that is reached. For one
/// thread.
class Simulation {
 public:
  /// `automaton` outlives it.
  explicit Simulation(const Automaton& automaton);

  /// Before the '/' that begins a name.
  void start();
  void run(std::string_view text);
  /// What stands in `nodes` now is where it goes on.
  void go_on_from(const std::vector<Automaton::Node>& nodes);
  [[nodiscard]] const std::vector<Automaton::Node>& nodes() const noexcept { return now_.list(); }

  /// The rules that match here, ascending.
  [[nodiscard]] std::vector<int> accepted() const;
  /// The greatest of all nodes. See Automaton::last_live_exception and last_covering.
  [[nodiscard]] int last_live_exception() const;
  [[nodiscard]] int last_covering() const;

 private:
  const Automaton& automaton_;
  Automaton::Nodes now_;
  Automaton::Nodes next_;
};

}  // namespace tare
