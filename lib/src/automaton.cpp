#include "automaton.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "utf8.hpp"

// Three ways lead into a node: its label, from its parent; its loop, from itself; and, for a node
// that something optional begins, nothing at all. The child of a globstar `**/`, whose label is the
// '/', is entered with nothing, too. A node is made after its parent, so that a pass from the last
// node to the first meets all that follows a node before the node itself.

namespace tare {

namespace {

constexpr std::size_t kFewSpans = 8;  // looked through one by one

std::vector<Alphabet::Range> mentioned(const std::vector<ModelledRule>& rules,
                                       const std::vector<RuneSet>& classes) {
  std::vector<bool> seen(128);
  std::vector<Alphabet::Range> ranges;
  for (const ModelledRule& rule : rules) {
    for (const Piece& piece : rule.pieces) {
      if (piece.kind != Piece::Kind::rune) continue;
      if (piece.value < seen.size()) {
        if (seen[piece.value]) continue;
        seen[piece.value] = true;
      }
      ranges.emplace_back(piece.value, piece.value);
    }
  }
  for (const RuneSet& set : classes) {
    ranges.insert(ranges.end(), set.ranges.begin(), set.ranges.end());
  }
  return ranges;
}

}  // namespace

// A class has few ranges, and an alphabet may have a million symbols.
std::vector<Automaton::Span> Automaton::spans_of(const RuneSet& set, const Alphabet& alphabet) {
  constexpr std::uint32_t kReplacement = utf8::kReplacement;
  std::vector<Span> listed;
  for (const auto& [first, last] : set.ranges) {
    listed.emplace_back(alphabet.of(first), alphabet.of(last));
    if (first <= kReplacement && kReplacement <= last) {
      listed.emplace_back(Alphabet::kInvalidByte, Alphabet::kInvalidByte);
    }
  }
  std::sort(listed.begin(), listed.end());
  std::vector<Span> spans;
  Symbol next = 0;  // behind what has been looked at
  for (const auto& [first, last] : listed) {
    if (set.negated && first > next) spans.emplace_back(next, first - 1);
    if (!set.negated && last + 1 > next) {
      if (!spans.empty() && first <= next) {
        spans.back().second = last;
      } else {
        spans.emplace_back(first, last);
      }
    }
    next = std::max(next, last + 1);
  }
  const auto size = static_cast<Symbol>(alphabet.size());
  if (set.negated && next < size) spans.emplace_back(next, size - 1);
  return spans;
}

// Makes the nodes, and knows what only that takes.
class Automaton::Builder {
 public:
  Builder(Automaton& made, const std::vector<RuneSet>& classes) : made_(made) {
    for (const RuneSet& set : classes) class_labels_.push_back(label_of(set));
    not_slash_ = label_of({{{'/', '/'}}, true});
    not_newline_ = label_of({{{'\n', '\n'}}, true});
    made_.any_ = label_of({{}, true});
  }

  void build(const std::vector<ModelledRule>& rules) {
    // Room for all that they could need, so that the nodes are not moved as they grow in number.
    std::size_t most = 2;
    for (const ModelledRule& rule : rules) most += 2 * rule.pieces.size();
    nodes_.reserve(most);
    made_.accepted_.reserve(rules.size());
    new_node(kNone, kNone, kNone);
    const Node start = consuming(kRoot, slash());
    for (const ModelledRule& rule : rules) {
      Node node = start;
      for (const Piece& piece : rule.pieces) node = extend(node, piece);
      made_.accepted_.push_back({rule.index, rule.exception, nodes_[node].accepted});
      nodes_[node].accepted = static_cast<std::uint32_t>(made_.accepted_.size() - 1);
    }
  }

 private:
  // Equal sets have one label, so that the rules that hold them share nodes.
  Label label_of(const RuneSet& set) {
    const auto next = static_cast<Label>(made_.alphabet_.size() + made_.sets_.size());
    const auto [known, fresh] = set_labels_.try_emplace(spans_of(set, made_.alphabet_), next);
    if (fresh) made_.sets_.push_back(known->first);
    return known->second;
  }

  [[nodiscard]] Label slash() const { return made_.alphabet_.of('/'); }

  Node new_node(Label label, Label loop, Node sibling) {
    TrieNode node;
    node.label = label;
    node.loop = loop;
    node.sibling = sibling;
    nodes_.push_back(node);
    return static_cast<Node>(nodes_.size() - 1);
  }

  Node consuming(Node parent, Label label) {
    std::size_t passed = 0;
    for (Node child = nodes_[parent].child; child != kNone; child = nodes_[child].sibling) {
      if (nodes_[child].label == label) return child;
      if (++passed == kManyChildren) {
        if (const auto known = wide_.find(key_of(parent, label)); known != wide_.end()) {
          return known->second;
        }
        break;
      }
    }
    const Node child = new_node(label, kNone, nodes_[parent].child);
    nodes_[parent].child = child;
    if (child == parent + 1) nodes_[parent].chained = true;
    if (passed + 1 == kManyChildren) {
      for (Node each = child; each != kNone; each = nodes_[each].sibling) know(parent, each);
    } else if (passed == kManyChildren) {
      know(parent, child);
    }
    return child;
  }

  void know(Node parent, Node child) { wide_.emplace(key_of(parent, nodes_[child].label), child); }

  static std::uint64_t key_of(Node parent, Label label) {
    return std::uint64_t{parent} << 32 | label;
  }

  Node looping(Node parent, Label loop, bool globstar) {
    for (Node child = nodes_[parent].free_child; child != kNone; child = nodes_[child].sibling) {
      if (nodes_[child].loop == loop && nodes_[child].globstar == globstar) return child;
    }
    const Node child = new_node(kNone, loop, nodes_[parent].free_child);
    nodes_[child].globstar = globstar;
    nodes_[parent].free_child = child;
    return child;
  }

  Node extend(Node node, Piece piece) {
    using Kind = Piece::Kind;
    switch (piece.kind) {
      case Kind::rune:
        return consuming(node, made_.alphabet_.of(piece.value));
      case Kind::set:
        return consuming(node, class_labels_[piece.value]);
      case Kind::not_slash:
        return consuming(node, not_slash_);
      case Kind::star:
        return looping(node, not_slash_, false);
      case Kind::line:
        return looping(node, not_newline_, false);
      case Kind::rest:
        return looping(node, made_.any_, false);
      case Kind::globstar:
        return consuming(looping(node, not_newline_, true), slash());
      case Kind::raw_globstar:
        return consuming(looping(node, made_.any_, true), slash());
    }
    return node;
  }

  // From so many on they are looked up: each of a million code points may be a child.
  static constexpr std::size_t kManyChildren = 16;

  Automaton& made_;
  std::vector<TrieNode>& nodes_ = made_.nodes_;
  std::unordered_map<std::uint64_t, Node> wide_;  // children by parent and label
  std::map<std::vector<Span>, Label> set_labels_;
  std::vector<Label> class_labels_;
  Label not_slash_ = kNone;
  Label not_newline_ = kNone;
};

Automaton::Automaton(const std::vector<ModelledRule>& rules, const std::vector<RuneSet>& classes)
    : alphabet_(mentioned(rules, classes)) {
  Builder(*this, classes).build(rules);
  find_lives();
}

void Automaton::Live::include(Live other) {
  rule = std::max(rule, other.rule);
  exception = std::max(exception, other.exception);
}

bool Automaton::contains(Label label, Symbol symbol) const {
  if (label < alphabet_.size()) return label == symbol;
  if (label == kNone) return false;
  const std::vector<Span>& spans = sets_[label - alphabet_.size()];
  if (spans.size() > kFewSpans) {
    const auto behind =
        std::upper_bound(spans.begin(), spans.end(), symbol,
                         [](Symbol wanted, const Span& span) { return wanted < span.first; });
    return behind != spans.begin() && symbol <= (behind - 1)->second;
  }
  for (const auto& [first, last] : spans) {
    if (symbol <= last) return symbol >= first;
  }
  return false;
}

void Automaton::enter(Node node, NodeSet& out) const {
  if (out.add(node)) open(node, out);
}

// Of a globstar that is entered, not looped in, the '/' is optional.
void Automaton::open(Node node, NodeSet& out) const {
  for (Node child = nodes_[node].free_child; child != kNone; child = nodes_[child].sibling) {
    enter(child, out);
    if (nodes_[child].globstar) enter(nodes_[child].child, out);
  }
}

void Automaton::step(Node node, Symbol symbol, NodeSet& out) const {
  if (stays(node, symbol)) enter(node, out);
  if (advances(node, symbol)) enter(node + 1, out);
  step_aside(node, symbol, out);
}

bool Automaton::branches(Node node) const {
  const TrieNode& from = nodes_[node];
  return from.child != kNone && (!from.chained || nodes_[from.child].sibling != kNone);
}

void Automaton::step_aside(Node node, Symbol symbol, NodeSet& out) const {
  const TrieNode& from = nodes_[node];
  for (Node child = from.child; child != kNone; child = nodes_[child].sibling) {
    const bool next = from.chained && child == node + 1;
    if (!next && contains(nodes_[child].label, symbol)) enter(child, out);
  }
}

void Automaton::append_accepted(Node node, std::vector<int>& out) const {
  for (std::uint32_t i = nodes_[node].accepted; i != kNone; i = accepted_[i].next) {
    out.push_back(accepted_[i].rule);
  }
}

int Automaton::last_covering(Node node) const {
  int last = kNoRule;
  if (nodes_[node].loop != any_) return last;
  for (std::uint32_t i = nodes_[node].accepted; i != kNone; i = accepted_[i].next) {
    if (!accepted_[i].exception) last = std::max(last, accepted_[i].rule);
  }
  return last;
}

Automaton::Live Automaton::accepted(Node node) const {
  Live last;
  for (std::uint32_t i = nodes_[node].accepted; i != kNone; i = accepted_[i].next) {
    const int rule = accepted_[i].rule;
    last.include({rule, accepted_[i].exception ? rule : kNoRule});
  }
  return last;
}

void Automaton::find_lives() {
  lives_.resize(nodes_.size());
  // What can match once a node is entered, nothing more following included.
  std::vector<Live> entered(nodes_.size());
  for (Node node = static_cast<Node>(nodes_.size()); node-- > 0;) {
    entered[node] = accepted(node);
    for (Node c = nodes_[node].free_child; c != kNone; c = nodes_[c].sibling) {
      entered[node].include(entered[c]);
      if (nodes_[c].globstar) entered[node].include(entered[nodes_[c].child]);
    }
    if (nodes_[node].loop != kNone) lives_[node] = entered[node];
    for (Node c = nodes_[node].child; c != kNone; c = nodes_[c].sibling) {
      lives_[node].include(entered[c]);
    }
    entered[node].include(lives_[node]);
  }
}

}  // namespace tare
