// BuildKit's words of a line that may announce heredocs. The escape is the backslash here, whatever
// the directive says, and what a `${}` holds is split at its blanks afterwards, quoted or not.

#include "heredoc_words.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ascii.hpp"
#include "go_text.hpp"
#include "utf8.hpp"

namespace tare {
namespace {

constexpr char kNoStop = '\0';  // no stop but the end of the text
constexpr std::size_t kDepthLimit = 100;

class WordList {
 public:
  // A blank ends a word.
  void add(std::string_view text) {
    while (!text.empty()) {
      const utf8::Rune rune = utf8::decode(text);
      if (!rune.valid || !go::is_space(rune.value)) {
        word_ += text.substr(0, rune.size);
      } else {
        finish();
      }
      text.remove_prefix(rune.size);
    }
  }

  // A blank is part of a word.
  void add_raw(std::string_view text) { word_ += text; }

  void finish() {
    if (!word_.empty()) words_.push_back(std::move(word_));
    word_.clear();
  }

  [[nodiscard]] std::vector<std::string> take() {
    finish();
    return std::move(words_);
  }

 private:
  std::vector<std::string> words_;
  std::string word_;
};

class ShellText {
 public:
  ShellText(std::string_view text, bool keep_quotes, bool keep_escapes)
      : rest_(text), keep_quotes_(keep_quotes), keep_escapes_(keep_escapes) {}

  // Nothing when the text is malformed.
  [[nodiscard]] std::optional<std::vector<std::string>> words() {
    WordList words;
    std::string text;
    if (!take_until(kNoStop, keep_escapes_, text, &words)) return std::nullopt;
    return words.take();
  }

 private:
  // What is in `${}` is no words yet: then `words` is null.
  bool take_until(char stop, bool keep_escapes, std::string& text, WordList* words);
  bool take_single_quoted(std::string& text);
  bool take_double_quoted(bool keep_escapes, std::string& text);
  bool take_variable(std::string& text);
  bool take_modified(std::string& text);
  void take_name(std::string& text);
  void take_angles(std::string& text);

  [[nodiscard]] char front() const { return rest_.empty() ? kNoStop : rest_.front(); }
  [[nodiscard]] bool at(char c) const { return !rest_.empty() && rest_.front() == c; }

  // What is no UTF-8 reads as U+FFFD, so no line of the file closes a heredoc of that name.
  std::string take() {
    const utf8::Rune rune = utf8::decode(rest_);
    std::string result(rune.valid ? rest_.substr(0, rune.size) : "\xEF\xBF\xBD");
    rest_.remove_prefix(rune.size);
    return result;
  }

  std::string_view rest_;
  bool keep_quotes_;
  bool keep_escapes_;
  std::size_t depth_ = 0;
};

bool ShellText::take_until(char stop, bool keep_escapes, std::string& text, WordList* words) {
  while (!rest_.empty()) {
    if (stop != kNoStop && at(stop)) {
      rest_.remove_prefix(1);
      return true;
    }
    const char c = front();
    std::string part;
    bool raw = true;
    if (c == '$') {
      if (!take_variable(part)) return false;
      raw = false;
    } else if (c == '\'' || c == '"') {
      if (!(c == '"' ? take_double_quoted(keep_escapes, part) : take_single_quoted(part))) {
        return false;
      }
    } else if (c == '<') {
      take_angles(part);
    } else if (c == '\\') {
      rest_.remove_prefix(1);
      if (keep_escapes) part = "\\";
      if (!rest_.empty()) part += take();
    } else {
      part = take();
      raw = false;
    }
    text += part;
    if (words != nullptr && raw) words->add_raw(part);
    if (words != nullptr && !raw) words->add(part);
  }
  return stop == kNoStop;
}

bool ShellText::take_single_quoted(std::string& text) {
  const std::size_t end = rest_.find('\'', 1);
  if (end == std::string_view::npos) return false;
  text = keep_quotes_ ? rest_.substr(0, end + 1) : rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  return true;
}

bool ShellText::take_double_quoted(bool keep_escapes, std::string& text) {
  const std::string_view quote = keep_quotes_ ? "\"" : "";
  rest_.remove_prefix(1);
  text = quote;
  while (!rest_.empty()) {
    const char c = front();
    if (c == '"') {
      rest_.remove_prefix(1);
      text += quote;
      return true;
    }
    if (c == '$') {
      std::string part;
      if (!take_variable(part)) return false;
      text += part;
    } else if (c == '\\') {
      rest_.remove_prefix(1);
      if (keep_escapes) text += '\\';
      if (rest_.empty()) return false;
      text += at('"') || at('$') || at('\\') ? take() : "\\";
    } else {
      text += take();
    }
  }
  return false;
}

void ShellText::take_name(std::string& text) {
  constexpr std::string_view kSpecial = "@*#?-$!";
  if (!rest_.empty() && kSpecial.find(front()) != std::string_view::npos) {
    text += take();
    return;
  }
  const bool number = !rest_.empty() && ascii::is_digit(front());
  while (!rest_.empty()) {
    const char c = front();
    const bool letter = ascii::is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (!ascii::is_digit(c) && (number || !letter)) return;
    text += take();
  }
}

bool ShellText::take_variable(std::string& text) {
  text = take();
  if (!at('{')) {
    take_name(text);
    return true;
  }
  text += take();
  if (rest_.empty() || at('{') || at('}') || at(':') || depth_ == kDepthLimit) return false;
  take_name(text);
  ++depth_;
  const bool complete = take_modified(text);
  --depth_;
  return complete;
}

// What stands behind the name in `${name...}`.
bool ShellText::take_modified(std::string& text) {
  if (rest_.empty()) return false;
  std::string modifier = take();
  text += modifier;
  if (modifier == "}") return true;
  if (modifier == "/") {
    if (at('/')) rest_.remove_prefix(1);
    if (!take_until('/', true, text, nullptr)) return false;
    text += '/';
    if (!take_until('}', true, text, nullptr)) return false;
    text += '}';
    return true;
  }
  if (modifier == ":") {
    if (rest_.empty()) return false;
    modifier = take();
    text += modifier;
  } else if (modifier.size() != 1 || std::string_view("+-?#%").find(modifier) > 4) {
    return false;
  }
  if (!take_until('}', modifier == "#" || modifier == "%", text, nullptr)) return false;
  text += '}';
  return true;
}

// Blanks behind `<<` belong to the word.
void ShellText::take_angles(std::string& text) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  const std::size_t size = rest_.substr(0, 2) == "<<" ? 2 : 1;
  const std::size_t end =
      size == 1 ? 1 : std::min(rest_.find_first_not_of(kBlanks, size), rest_.size());
  text = rest_.substr(0, end);
  rest_.remove_prefix(end);
}

}  // namespace

std::optional<std::vector<std::string>> heredoc_words(std::string_view text, KeptText kept) {
  return ShellText(text, kept != KeptText::neither, kept == KeptText::quotes_and_escapes).words();
}

}  // namespace tare
