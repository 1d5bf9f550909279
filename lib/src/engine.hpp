#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiled_rules.hpp"
#include "simulation.hpp"
#include "state_cache.hpp"
#include "tare/scan.hpp"

namespace tare {

/// Matching for one thread: the cache of states while that pays, the simulation afterwards, the
/// slow rules beside them. Scan is its public face.
class Engine {
 public:
  /// `rules` outlive it.
  Engine(const CompiledRules& rules, std::size_t memory);

  [[nodiscard]] Scan::State match(std::string_view name, const Scan::State& parent);
  /// The same for a name whose parents have not been asked about.
  [[nodiscard]] Verdict match(std::string_view name);
  [[nodiscard]] bool may_include_below(std::string_view name, const Scan::State& directory);
  [[nodiscard]] bool may_decide_below(std::string_view name, const Scan::State& directory);
  /// The rules whose own pattern matches, ascending.
  [[nodiscard]] std::vector<int> matching(std::string_view name);

 private:
  // The greatest rules that can play a part below a directory.
  struct Below {
    int rule = Automaton::kNoRule;
    int exception = Automaton::kNoRule;
    int covering = Automaton::kNoRule;
  };

  [[nodiscard]] bool match_by_states(std::string_view name, const Scan::State& parent,
                                     Scan::State& result);
  [[nodiscard]] bool find_place(std::string_view directory, const Scan::State& state,
                                StateCache::Id& at);
  [[nodiscard]] Scan::State match_by_nodes(std::string_view name, const Scan::State& parent);
  [[nodiscard]] Simulation& simulate_into(std::string_view directory);
  [[nodiscard]] Below below(std::string_view name, const Scan::State& directory);
  void decide(std::span<const int> matches, Scan::State& state) const;
  void decide_with_slow(std::string_view name, std::span<const int> matches, Scan::State& state);

  const CompiledRules& rules_;
  std::size_t memory_;
  std::optional<StateCache> states_;      // until it does not pay
  std::optional<Simulation> simulation_;  // made when it is needed
  std::vector<int> matches_;              // of one name
  // Of a state of another generation: where it is in this one.
  std::uint64_t moved_from_ = 0, moved_to_ = 0;
  StateCache::Id moved_place_ = 0, new_place_ = 0;
  // The directory that was simulated last, and the nodes behind its '/'.
  std::optional<std::string> directory_;
  std::optional<NodeSet> directory_nodes_;
};

}  // namespace tare
