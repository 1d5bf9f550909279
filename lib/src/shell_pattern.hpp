#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "budget.hpp"

namespace tare {

/// The pattern in `${V#P}`, `${V%P}` and `${V/P/R}`: `*` is any text within a line, `?` one
/// character, `\` takes `*`, `?` and `\` literally; there are no classes.
class ShellPattern {
 public:
  enum class Star { shortest, longest };

  /// Throws WordError for an escape of anything else.
  ShellPattern(std::string_view pattern, Star star);

  /// `value` without what the pattern matches at its beginning.
  [[nodiscard]] std::string without_prefix(std::string_view value, Budget& budget) const;
  /// The same at its end.
  [[nodiscard]] std::string without_suffix(std::string_view value, Budget& budget) const;
  /// The first match replaced by `text`.
  [[nodiscard]] std::string replace_first(std::string_view value, std::string_view text,
                                          Budget& budget) const;
  /// All matches replaced; `$0` in `text` is the match, other groups are empty, `$$` is `$`.
  [[nodiscard]] std::string replace_all(std::string_view value, std::string_view text,
                                        Budget& budget) const;

 private:
  using Runes = std::u32string;
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  [[nodiscard]] ShellPattern reversed() const;
  [[nodiscard]] bool matches_at(const Runes& piece, const Runes& text, std::size_t at,
                                Budget& budget) const;
  [[nodiscard]] std::optional<std::size_t> find(const Runes& piece, const Runes& text,
                                                std::size_t from, bool last, Budget& budget) const;
  [[nodiscard]] std::optional<std::size_t> end_of_match(const Runes& text, std::size_t from,
                                                        Budget& budget) const;
  [[nodiscard]] std::optional<Match> first_match(const Runes& text, std::size_t from,
                                                 Budget& budget) const;

  std::vector<Runes> pieces_;  // what stands between the stars
  Star star_;
};

}  // namespace tare
