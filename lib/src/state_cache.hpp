#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "automaton.hpp"

namespace tare {

/// The automaton made deterministic as names need it: a state stands for a set of nodes, and a
/// symbol that has been seen in a state costs one look into a table. Bounded in memory: when that
/// is used up the states go, and with them all ids; `generation` tells. For one thread.
class StateCache {
 public:
  using Id = std::uint32_t;

  /// What is known about a state.
  struct State {
    std::span<const int> accepted;  ///< the rules that match here, ascending
    int last_live_exception = Automaton::kNoRule;
    int last_covering = Automaton::kNoRule;
  };

  /// `automaton` outlives the cache, which takes up to `memory` bytes.
  StateCache(const Automaton& automaton, std::size_t memory);

  /// No other cache and no earlier time of this one has the same. Never 0.
  [[nodiscard]] std::uint64_t generation() const noexcept { return generation_; }

  /// The state before the '/' that begins a name.
  [[nodiscard]] Id root() const noexcept { return 0; }

  /// Follows `text` from state `at`, which becomes the state behind it and may belong to a new
  /// generation. False when states do not pay: there is no end of new ones. Then the cache is of no
  /// use any more.
  [[nodiscard]] bool run(Id& at, std::string_view text);

  [[nodiscard]] State state(Id id) const;
  /// The last rule that matches in a state.
  [[nodiscard]] int last_accepted(Id id) const { return static_cast<int>(rows_[id + width_]); }
  /// See Automaton::last_live.
  [[nodiscard]] int last_live(Id id) const { return static_cast<int>(rows_[id + width_ + 1]); }

 private:
  // What a row does not hold: slices of `nodes_` and `accepted_`, and rarer figures.
  struct Details {
    std::uint32_t nodes = 0, node_count = 0;
    std::uint32_t accepted = 0, accepted_count = 0;
    int last_live_exception = Automaton::kNoRule;
    int last_covering = Automaton::kNoRule;
  };

  [[nodiscard]] bool step(Id& at, Alphabet::Symbol symbol);
  [[nodiscard]] std::optional<Id> known(Id at, Alphabet::Symbol symbol) const;
  void remember(Id at, Alphabet::Symbol symbol, Id next);
  [[nodiscard]] std::uint32_t& slot_of_target();
  [[nodiscard]] std::optional<Id> find_or_add_target();
  [[nodiscard]] Id add_target(const std::vector<int>& accepted);
  void grow_table();
  void start_generation();

  const Automaton& automaton_;
  std::size_t width_;  // symbols in a row; rarer ones are in `wide_`
  std::size_t stride_;
  std::size_t most_states_;
  std::size_t most_nodes_;
  std::size_t most_accepted_;
  std::size_t most_wide_;
  std::uint64_t generation_ = 0;
  std::size_t run_symbols_ = 0;      // in this generation
  std::vector<std::uint32_t> rows_;  // an id is the offset of a row: next states, then figures
  std::vector<Details> details_;
  std::vector<Automaton::Node> nodes_;
  std::vector<int> accepted_;
  std::vector<std::uint32_t> table_;  // open hash table from sets of nodes to states
  std::unordered_map<std::uint64_t, Id> wide_;
  NodeSet reached_;
  std::vector<Automaton::Node> target_;  // where a step leads, ascending
};

}  // namespace tare
