#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare {

/// `<<EOF`: where the body of a heredoc is announced.
struct HeredocMark {
  std::string name;  ///< without its quotes
  bool expands = true;
  bool strips_tabs = false;  ///< `<<-`
};

/// The mark that a word of ADD or COPY is; nothing when it is none.
[[nodiscard]] std::optional<HeredocMark> heredoc_mark(std::string_view word);

/// All marks of a logical line. Nothing at all: a mark that cannot be read, which BuildKit refuses.
/// A line that is no sequence of shell words has no marks.
[[nodiscard]] std::optional<std::vector<HeredocMark>> heredoc_marks(std::string_view line);

}  // namespace tare
