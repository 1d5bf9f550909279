#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "pieces.hpp"
#include "tare/ignore_file.hpp"

namespace tare {

/// How the names that one pattern matches, A, lie to those of another, B. What is not known for
/// sure has the value that proves nothing. Names that hold a newline do not count: nobody has them,
/// and since `**/x` matches below such a directory and `**/*` does not, little else would be inside
/// anything.
struct Inclusion {
  bool inside = false;        ///< every name of A is one of B
  bool covered = false;       ///< every name of A is one of B or lies below one
  bool below = false;         ///< every name of A lies below one of B
  bool meets = true;          ///< some name of A is one of B or lies below one
  bool reached_below = true;  ///< below some name of A lies one of B
};

/// Compares the patterns of rules by their automata: exact, or cautious where a pattern has none,
/// where the two together have too many states, and once all comparisons have cost too much. For
/// one thread.
class Inclusions {
 public:
  /// `rules` outlive it.
  explicit Inclusions(const std::vector<Rule>& rules);

  /// Of the patterns of two rules, by their indices.
  [[nodiscard]] Inclusion of(std::size_t a, std::size_t b);
  /// How many pairs have been compared; others were known to differ, or known already.
  [[nodiscard]] std::size_t compared() const noexcept { return known_.size(); }
  /// What the pattern of a rule consists of; nothing when there is no automaton for it.
  [[nodiscard]] const std::optional<Pieces>& pieces(std::size_t rule) const {
    return patterns_[rule].pieces;
  }
  /// The classes that these pieces refer to.
  [[nodiscard]] const std::vector<RuneSet>& classes(std::size_t rule) const {
    return patterns_[rule].classes;
  }

 private:
  struct Pattern {
    std::optional<Pieces> pieces;
    std::vector<RuneSet> classes;
    std::vector<std::uint32_t> start;  // the code points that all its names begin with
  };
  struct Both {
    Inclusion forth, back;
  };

  [[nodiscard]] bool apart(std::size_t a, std::size_t b) const;
  [[nodiscard]] Both compare(std::size_t a, std::size_t b);

  const std::vector<Rule>& rules_;
  std::vector<Pattern> patterns_;
  std::unordered_map<std::uint64_t, Both> known_;  // a < b
  std::size_t left_;                               // steps that may still be made
};

}  // namespace tare
