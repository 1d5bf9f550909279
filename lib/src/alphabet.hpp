#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "utf8.hpp"

namespace tare {

/// Code points that no rule tells apart are one symbol, so that a table of transitions stays small:
/// the letters of an ignore file, one symbol for all that it never mentions, and one for a byte
/// that is not UTF-8.
class Alphabet {
 public:
  using Symbol = std::uint32_t;
  using Range = std::pair<std::uint32_t, std::uint32_t>;  ///< first and last code point

  /// What no range mentions.
  static constexpr Symbol kOther = 0;

  /// The code points of each range are told apart from all outside it. '/' and newline always have
  /// a symbol of their own.
  explicit Alphabet(std::vector<Range> mentioned);

  [[nodiscard]] std::size_t size() const noexcept { return samples_.size(); }
  /// Those of ASCII are below 130, the others behind them.
  [[nodiscard]] const std::array<std::uint8_t, 128>& ascii() const noexcept { return ascii_; }
  [[nodiscard]] Symbol of(std::uint32_t code_point) const noexcept;
  [[nodiscard]] Symbol of(const utf8::Rune& rune) const noexcept {
    return rune.valid ? of(rune.value) : kInvalidByte;
  }
  /// A code point with that symbol; U+FFFD for an invalid byte, which regular expressions take it
  /// for. Of kOther there may be none; then the answer is beyond all code points.
  [[nodiscard]] std::uint32_t sample(Symbol symbol) const noexcept { return samples_[symbol]; }

  /// A byte that is not UTF-8. Behind these two come the symbols in the order of their code points,
  /// so that what a range mentions are symbols that follow each other.
  static constexpr Symbol kInvalidByte = 1;

 private:
  std::array<std::uint8_t, 128> ascii_{};
  std::vector<std::uint32_t> starts_;  // where a run of code points with one symbol begins
  std::vector<Symbol> symbols_;        // the symbol of each run
  std::vector<std::uint32_t> samples_;
};

}  // namespace tare
