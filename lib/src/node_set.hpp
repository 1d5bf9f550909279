#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tare {

/// A set of nodes of an automaton, a bit each. Clearing and going through it cost what is in it,
/// not what could be.
class NodeSet {
 public:
  using Node = std::uint32_t;

  static constexpr std::size_t kBits = 64;

  /// Of nodes below `universe`.
  explicit NodeSet(std::size_t universe)
      : words_(universe / kBits + 1), used_(words_.size() / kBits + 1) {}

  /// False when it was there before.
  bool add(Node node) {
    const std::uint64_t bit = std::uint64_t{1} << (node % kBits);
    const bool fresh = (words_[node / kBits] & bit) == 0;
    add_word(node / kBits, bit);
    return fresh;
  }

  /// Adds the nodes whose bits are set in `bits`, the first of them being `kBits * index`.
  void add_word(std::size_t index, std::uint64_t bits) {
    if (bits == 0) return;
    words_[index] |= bits;
    used_[index / kBits] |= std::uint64_t{1} << (index % kBits);
  }

  void clear() {
    for_each_word([&](std::size_t index, std::uint64_t) { words_[index] = 0; });
    for (std::uint64_t& used : used_) used = 0;
  }

  /// Calls `visit(index, bits)` for the words that are not 0, ascending. What `visit` adds is met
  /// when it lies behind the present word.
  template <typename Visit>
  void for_each_word(Visit visit) const {
    for (std::size_t group = 0; group < used_.size(); ++group) {
      std::uint64_t left = used_[group];
      while (left != 0) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(left));
        const std::size_t index = group * kBits + bit;
        visit(index, words_[index]);
        // Bits that came up behind this one count; shifting by 64 would be undefined.
        left = used_[group] & ~((std::uint64_t{2} << bit) - 1);
      }
    }
  }

  /// Calls `visit(node)` for each node, ascending.
  template <typename Visit>
  void for_each(Visit visit) const {
    for_each_word([&](std::size_t index, std::uint64_t bits) { in_word(index, bits, visit); });
  }

  /// Calls `visit(node)` for the bits set in word `index`.
  template <typename Visit>
  static void in_word(std::size_t index, std::uint64_t bits, Visit visit) {
    for (; bits != 0; bits &= bits - 1) {
      visit(static_cast<Node>(index * kBits + static_cast<std::size_t>(std::countr_zero(bits))));
    }
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> used_;  // a bit for each word that may not be 0
};

}  // namespace tare
