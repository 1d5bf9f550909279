// Where heredocs begin. BuildKit takes the whole line for shell words, of no variable known, keeps
// quotes and escapes in them, and looks at which words begin with `<<`. So a line with an open
// quote or a `${` that it does not know has no heredocs at all, and `$((1 << 2))` has one. The
// escape is the backslash here, whatever the directive says.

#include "dockerfile_heredoc.hpp"

#include <algorithm>
#include <cstddef>

#include "heredoc_words.hpp"

namespace tare {
namespace {

std::size_t quotes_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return c == '\'' || c == '"'; }));
}

// What stands behind the digits, `<<` and `-` of a word; nothing when they are not there.
std::optional<std::string_view> name_part(std::string_view word, HeredocMark& mark) {
  word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));
  if (word.substr(0, 2) != "<<") return std::nullopt;
  word.remove_prefix(2);
  mark.strips_tabs = word.substr(0, 1) == "-";
  if (mark.strips_tabs) word.remove_prefix(1);
  word.remove_prefix(std::min(word.find_first_not_of("\t\n\f\r "), word.size()));
  if (word.empty() || word.find('<') != std::string_view::npos) return std::nullopt;
  return word;
}

// False when a word begins as a mark does and cannot be read; `mark` is empty when it is none.
bool read_mark(std::string_view word, std::optional<HeredocMark>& mark) {
  HeredocMark result;
  const std::optional<std::string_view> written = name_part(word, result);
  if (!written) return true;
  const auto bare = heredoc_words(*written, KeptText::neither);
  const auto quoted = heredoc_words(*written, KeptText::quotes);
  if (!bare || !quoted) return false;
  if (bare->size() != 1) return true;
  if (quoted->size() != 1) return false;
  result.name = bare->front();
  result.expands = quotes_in(bare->front()) == quotes_in(quoted->front());
  mark = std::move(result);
  return true;
}

}  // namespace

std::optional<HeredocMark> heredoc_mark(std::string_view word) {
  std::optional<HeredocMark> mark;
  static_cast<void>(read_mark(word, mark));
  return mark;
}

std::optional<std::vector<HeredocMark>> heredoc_marks(std::string_view line) {
  std::vector<HeredocMark> marks;
  const auto words = heredoc_words(line, KeptText::quotes_and_escapes);
  if (!words) return marks;
  for (const std::string& word : *words) {
    std::optional<HeredocMark> mark;
    if (!read_mark(word, mark)) return std::nullopt;
    if (mark) marks.push_back(std::move(*mark));
  }
  return marks;
}

}  // namespace tare
