#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "alphabet.hpp"
#include "node_set.hpp"
#include "pieces.hpp"

namespace tare {

/// One rule as an automaton follows it.
struct ModelledRule {
  int index = 0;  ///< among all rules of the ignore file
  bool exception = false;
  Pieces pieces;
};

/// The expressions of many rules as one nondeterministic automaton: a trie, in which rules that
/// begin with the same pieces share the nodes for them. Reads a name with a '/' before it.
/// Immutable.
class Automaton {
 public:
  using Node = NodeSet::Node;
  using Symbol = Alphabet::Symbol;

  static constexpr Node kRoot = 0;  ///< before the '/'
  static constexpr int kNoRule = -1;

  /// Rules in ascending order, and the classes that their pieces refer to.
  Automaton(const std::vector<ModelledRule>& rules, const std::vector<RuneSet>& classes);

  [[nodiscard]] const Alphabet& alphabet() const noexcept { return alphabet_; }
  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }

  /// Adds to `out` the nodes that `symbol` leads to from `node`.
  void step(Node node, Symbol symbol, NodeSet& out) const;

  /// The same in parts, for many nodes at a time: `symbol` leads from `node` to itself; to the next
  /// one; and, for a node that branches, to those that `step_aside` adds. Nodes that open others
  /// have to be opened once they are reached.
  [[nodiscard]] bool stays(Node node, Symbol symbol) const {
    return contains(nodes_[node].loop, symbol);
  }
  [[nodiscard]] bool advances(Node node, Symbol symbol) const {
    return nodes_[node].chained && contains(nodes_[node + 1].label, symbol);
  }
  [[nodiscard]] bool branches(Node node) const;
  void step_aside(Node node, Symbol symbol, NodeSet& out) const;
  [[nodiscard]] bool opens(Node node) const { return nodes_[node].free_child != kNone; }
  void open(Node node, NodeSet& out) const;

  /// Appends the rules that match when the name ends in `node`, in no order.
  void append_accepted(Node node, std::vector<int>& out) const;

  /// The last rule, and the last exception, that can still match from `node` when at least one more
  /// symbol follows. kNoRule if none can.
  [[nodiscard]] int last_live(Node node) const noexcept { return lives_[node].rule; }
  [[nodiscard]] int last_live_exception(Node node) const noexcept { return lives_[node].exception; }
  /// The last rule that is no exception and matches in `node` whatever follows.
  [[nodiscard]] int last_covering(Node node) const;

 private:
  using Label = std::uint32_t;  // a symbol, or behind them a set of symbols

  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct TrieNode {
    Label label = kNone;      // what leads here from the parent
    Label loop = kNone;       // what may follow any number of times
    bool globstar = false;    // whose child is entered along with it
    bool chained = false;     // the next node is a child
    Node child = kNone;       // entered by its label
    Node free_child = kNone;  // entered along with this node
    Node sibling = kNone;
    std::uint32_t accepted = kNone;
  };
  struct Accepted {
    int rule = kNoRule;
    bool exception = false;
    std::uint32_t next = kNone;
  };
  struct Live {  // last rule and last exception
    int rule = kNoRule;
    int exception = kNoRule;
    void include(Live other);
  };

  class Builder;

  // Symbols that follow each other, first and last.
  using Span = std::pair<Symbol, Symbol>;

  [[nodiscard]] bool contains(Label label, Symbol symbol) const;
  [[nodiscard]] static std::vector<Span> spans_of(const RuneSet& set, const Alphabet& alphabet);
  void enter(Node node, NodeSet& out) const;
  [[nodiscard]] Live accepted(Node node) const;
  void find_lives();

  Alphabet alphabet_;
  std::vector<std::vector<Span>> sets_;  // what each set holds, ascending and apart
  Label any_ = kNone;                    // the set of all symbols
  std::vector<TrieNode> nodes_;
  std::vector<Accepted> accepted_;
  std::vector<Live> lives_;
};

}  // namespace tare
