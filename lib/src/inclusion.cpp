#include "inclusion.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "automaton.hpp"
#include "expression.hpp"

// The two patterns make one automaton, which is followed for all names at once: a state is the set
// of nodes that a name may have reached, whether it ends in a '/', and for each pattern whether a
// directory above matched it. Every state in which a name may end is looked at once.

namespace tare {
namespace {

constexpr std::size_t kMostStates = 2000;      // of one pair
constexpr std::size_t kAllSteps = 60'000'000;  // a second or two

using NodeIndex = Automaton::Node;

constexpr std::uint32_t kBehindSlash = 1;

// Bits of a set of patterns.
constexpr std::uint32_t kA = 1;
constexpr std::uint32_t kB = 2;

// A set of nodes of a small automaton.
constexpr std::size_t kMostNodes = 256;
using Nodes = std::array<std::uint64_t, kMostNodes / 64>;

template <typename Visit>
void for_each(const Nodes& nodes, Visit visit) {
  for (std::size_t word = 0; word < nodes.size(); ++word) {
    NodeSet::in_word(word, nodes[word], visit);
  }
}

void add(const Nodes& from, Nodes& to) {
  for (std::size_t word = 0; word < to.size(); ++word) to[word] |= from[word];
}

class Product {
 public:
  explicit Product(const Automaton& automaton)
      : automaton_(automaton),
        symbols_(automaton.alphabet().size()),
        moves_(symbols_ * automaton.size()),
        target_(automaton.size()) {
    std::vector<int> rules;
    for (NodeIndex node = 0; node < automaton.size(); ++node) {
      rules.clear();
      automaton.append_accepted(node, rules);
      for (const int rule : rules) accepting_[rule == 0 ? 0 : 1][node / 64] |= bit(node);
    }
  }

  // Visits every state, `visit(matched, above)` for those in which a name may end: the patterns
  // that match it, and those that match a directory above. It returns whether to go on. False when
  // there are too many.
  template <typename Visit>
  bool explore(std::size_t& steps_left, Visit visit) {
    const Alphabet::Symbol slash = automaton_.alphabet().of('/');
    const Alphabet::Symbol newline = automaton_.alphabet().of('\n');
    enter({step(Automaton::kRoot, slash), kBehindSlash, 0});
    for (std::size_t i = 0; i < states_.size(); ++i) {
      const State state = states_[i];
      const std::uint32_t matched = accepted(state.nodes);
      if (state.behind_slash == 0 && !visit(matched, state.above)) return true;
      steps_left -= std::min(steps_left, symbols_);
      if (states_.size() > kMostStates || steps_left == 0) return false;
      for (Alphabet::Symbol symbol = 0; symbol < symbols_; ++symbol) {
        if (symbol == newline || (symbol == slash && state.behind_slash != 0)) continue;
        Nodes target{};
        for_each(state.nodes, [&](NodeIndex node) { add(step(node, symbol), target); });
        const bool below = symbol == slash;
        enter({target, below ? kBehindSlash : 0, below ? state.above | matched : state.above});
      }
    }
    return true;
  }

 private:
  struct State {
    Nodes nodes{};
    std::uint32_t behind_slash = 0;
    std::uint32_t above = 0;

    bool operator==(const State&) const = default;
  };
  struct Hash {
    std::size_t operator()(const State& state) const noexcept {
      std::size_t hash = state.above * 2 + state.behind_slash;
      for (const std::uint64_t word : state.nodes) {
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
      }
      return hash;
    }
  };
  struct Move {
    Nodes nodes{};
    bool known = false;
  };

  static std::uint64_t bit(NodeIndex node) { return std::uint64_t{1} << (node % 64); }

  // Where there is no node, nothing matches any more.
  void enter(const State& state) {
    if (state.nodes != Nodes{} && seen_.insert(state).second) states_.push_back(state);
  }

  const Nodes& step(NodeIndex node, Alphabet::Symbol symbol) {
    Move& move = moves_[node * symbols_ + symbol];
    if (!move.known) {
      move.known = true;
      target_.clear();
      automaton_.step(node, symbol, target_);
      target_.for_each([&](NodeIndex to) { move.nodes[to / 64] |= bit(to); });
    }
    return move.nodes;
  }

  [[nodiscard]] std::uint32_t accepted(const Nodes& nodes) const {
    std::uint32_t all = 0;
    for (std::size_t word = 0; word < nodes.size(); ++word) {
      if ((nodes[word] & accepting_[0][word]) != 0) all |= kA;
      if ((nodes[word] & accepting_[1][word]) != 0) all |= kB;
    }
    return all;
  }

  const Automaton& automaton_;
  std::size_t symbols_;
  std::vector<Move> moves_;
  NodeSet target_;
  std::array<Nodes, 2> accepting_{};
  std::unordered_set<State, Hash> seen_;
  std::vector<State> states_;  // in the order of discovery
};

// What is seen of `own` and `other` in a state.
void note(std::uint32_t matched, std::uint32_t above, std::uint32_t own, std::uint32_t other,
          Inclusion& out) {
  const bool by_own = (matched & own) != 0;
  const bool by_other = (matched & other) != 0;
  const bool below_other = (above & other) != 0;
  if (by_own && !by_other) out.inside = false;
  if (by_own && !by_other && !below_other) out.covered = false;
  if (by_own && !below_other) out.below = false;
  if (by_own && (by_other || below_other)) out.meets = true;
  if (by_other && (above & own) != 0) out.reached_below = true;
}

bool is_settled(const Inclusion& inclusion) {
  return !inclusion.covered && !inclusion.below && inclusion.meets && inclusion.reached_below;
}

void append(const Pieces& pieces, std::size_t offset, Pieces& out) {
  for (Piece piece : pieces) {
    if (piece.kind == Piece::Kind::set) piece.value += static_cast<std::uint32_t>(offset);
    out.push_back(piece);
  }
}

}  // namespace

Inclusions::Inclusions(const std::vector<Rule>& rules) : rules_(rules), left_(kAllSteps) {
  patterns_.reserve(rules.size());
  for (const Rule& rule : rules) {
    Pattern pattern;
    pattern.pieces = pieces_of(translate(rule.pattern), pattern.classes);
    if (pattern.pieces) {
      for (const Piece& piece : *pattern.pieces) {
        if (piece.kind != Piece::Kind::rune) break;
        pattern.start.push_back(piece.value);
      }
    }
    patterns_.push_back(std::move(pattern));
  }
}

// Their names begin differently, so none lies above another.
bool Inclusions::apart(std::size_t a, std::size_t b) const {
  const auto& [first, second] =
      std::minmax(patterns_[a].start, patterns_[b].start,
                  [](const auto& x, const auto& y) { return x.size() < y.size(); });
  return !std::equal(first.begin(), first.end(), second.begin());
}

Inclusion Inclusions::of(std::size_t a, std::size_t b) {
  if (a == b || rules_[a].pattern == rules_[b].pattern) return {true, true, false, true, true};
  if (apart(a, b)) return {false, false, false, false, false};
  if (!patterns_[a].pieces || !patterns_[b].pieces || left_ == 0) return {};
  const std::size_t low = std::min(a, b);
  const std::size_t high = std::max(a, b);
  const auto [known, fresh] = known_.try_emplace(std::uint64_t{high} << 32 | low);
  if (fresh) known->second = compare(low, high);
  return a < b ? known->second.forth : known->second.back;
}

Inclusions::Both Inclusions::compare(std::size_t a, std::size_t b) {
  std::vector<RuneSet> classes = patterns_[a].classes;
  classes.insert(classes.end(), patterns_[b].classes.begin(), patterns_[b].classes.end());
  std::array<ModelledRule, 2> rules{{{0, false, *patterns_[a].pieces}, {1, false, {}}}};
  append(*patterns_[b].pieces, patterns_[a].classes.size(), rules[1].pieces);
  const Automaton automaton({rules.begin(), rules.end()}, classes);
  const std::size_t cost = 300 + automaton.size() * automaton.alphabet().size();
  left_ -= std::min(left_, cost);
  if (automaton.size() > kMostNodes) return {};
  constexpr Inclusion kNothingSeen{true, true, true, false, false};
  Both both{kNothingSeen, kNothingSeen};
  const bool whole =
      Product(automaton).explore(left_, [&](std::uint32_t matched, std::uint32_t above) {
        note(matched, above, kA, kB, both.forth);
        note(matched, above, kB, kA, both.back);
        return !is_settled(both.forth) || !is_settled(both.back);
      });
  return whole ? both : Both{};
}

}  // namespace tare
