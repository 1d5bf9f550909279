#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "alphabet.hpp"
#include "expression.hpp"

namespace tare {

/// A character class: its ranges, or all but its ranges.
struct RuneSet {
  std::vector<Alphabet::Range> ranges;
  bool negated = false;

  [[nodiscard]] bool contains(std::uint32_t code_point) const noexcept;
};

/// One step of an expression that an automaton can follow.
struct Piece {
  enum class Kind : std::uint8_t {
    rune,          ///< the code point `value`
    set,           ///< one of the class number `value`
    not_slash,     ///< `?`
    star,          ///< `*`: any number of code points other than '/'
    globstar,      ///< `**/`: nothing, or anything without a newline that ends in '/'
    line,          ///< anything without a newline
    raw_globstar,  ///< nothing, or anything that ends in '/'
    rest,          ///< anything
  };

  Kind kind = Kind::rune;
  std::uint32_t value = 0;

  [[nodiscard]] bool operator==(const Piece&) const = default;
};

using Pieces = std::vector<Piece>;

/// The pieces that match what `expression` does, over a whole name; classes are appended to `sets`.
/// Nothing for what only a regular expression engine can do: escapes such as `\d`, alternatives,
/// anchors, odd classes; and for bytes that are not UTF-8 in an expression that compares bytes.
[[nodiscard]] std::optional<Pieces> pieces_of(const Expression& expression,
                                              std::vector<RuneSet>& sets);

}  // namespace tare
