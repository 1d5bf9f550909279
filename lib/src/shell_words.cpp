#include "shell_words.hpp"

#include <cwctype>
#include <utility>

#include "ascii.hpp"
#include "shell_pattern.hpp"
#include "utf8.hpp"
#include "utf8_locale.hpp"

// One pass from left to right with a stack of calls as deep as `${...}` are nested, which is
// limited. What a variable holds is never looked at again: a `$` or a quote in it is text.

namespace tare {
namespace {

constexpr int kDeepest = 100;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool belongs_to_name(std::string_view rest, std::size_t& size) {
  const utf8::Rune rune = utf8::decode(rest);
  size = rune.size;
  if (rune.value < 0x80) {
    const char c = rest.front();
    return ascii::is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
  const Utf8Locale locale;
  return rune.valid && std::iswalnum(static_cast<std::wint_t>(rune.value)) != 0;
}

// BuildKit reads words by characters: bytes that begin none become U+FFFD, and a byte-order mark
// in front goes.
std::string by_characters(std::string_view word) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (word.substr(0, kMark.size()) == kMark) word.remove_prefix(kMark.size());
  if (utf8::valid(word)) return std::string(word);
  std::string text;
  while (!word.empty()) {
    const utf8::Rune rune = utf8::decode(word);
    text += rune.valid ? word.substr(0, rune.size) : "\xEF\xBF\xBD";
    word.remove_prefix(rune.size);
  }
  return text;
}

class WordReader {
 public:
  WordReader(std::string word, const ShellRules& rules, const Lookup& lookup, Budget& budget)
      : word_(std::move(word)), rules_(rules), lookup_(lookup), budget_(budget) {}

  Expansion read() {
    Expansion result;
    while (!at_end()) {
      const char c = peek();
      const std::size_t before = result.text.size();
      const bool quoted = rules_.quotes && (c == '\'' || c == '"');
      const bool splits = !quoted && c != rules_.escape;
      add_next(result.text);
      for (std::size_t i = before; splits && i < result.text.size(); ++i) {
        if (is_blank(result.text[i])) result.blanks.push_back(i);
      }
    }
    return result;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == word_.size(); }
  [[nodiscard]] char peek() const { return word_[at_]; }
  [[nodiscard]] bool next_is(char c) const { return !at_end() && peek() == c; }

  // One character, or what a quote or a variable makes of its own.
  void add_next(std::string& out) {
    const char c = peek();
    if (c == '$') {
      const std::string value = dollar();
      budget_.spend_on_value(out.size() + value.size());
      out += value;
    } else if (rules_.quotes && c == '\'') {
      single_quotes(out);
    } else if (rules_.quotes && c == '"') {
      double_quotes(out);
    } else if (c == rules_.escape) {
      if (keep_escapes_) out += c;
      ++at_;
      if (!at_end()) out += word_[at_++];
    } else {
      out += c;
      ++at_;
    }
  }

  void single_quotes(std::string& out) {
    const std::size_t end = word_.find('\'', at_ + 1);
    if (end == std::string::npos) fail_at_end("a single quote is not closed");
    out.append(word_, at_ + 1, end - at_ - 1);
    at_ = end + 1;
  }

  void double_quotes(std::string& out) {
    ++at_;
    while (!at_end() && peek() != '"') {
      const char c = peek();
      if (c == '$') {
        const std::string value = dollar();
        budget_.spend_on_value(out.size() + value.size());
        out += value;
        continue;
      }
      ++at_;
      if (c == rules_.escape) {
        if (keep_escapes_) out += c;
        if (at_end()) break;
        if (const char next = peek(); next == '"' || next == '$' || next == rules_.escape) {
          out += next;
          ++at_;
          continue;
        }
      }
      out += c;
    }
    if (at_end()) fail_at_end("a double quote is not closed");
    ++at_;
  }

  // Up to `stop`, which goes. `keep_escapes`: for a pattern, which has escapes of its own.
  std::string until(char stop, bool keep_escapes) {
    if (++depth_ > kDeepest) throw WordError("${...} is nested more than 100 deep");
    const bool before = std::exchange(keep_escapes_, keep_escapes);
    std::string out;
    while (!at_end() && peek() != stop) add_next(out);
    if (at_end()) fail_at_end(std::string("a substitution has no '") + stop + "'");
    ++at_;
    keep_escapes_ = before;
    --depth_;
    return out;
  }

  std::string name() {
    if (at_end()) return {};
    const std::size_t begin = at_;
    if (ascii::is_digit(peek())) {
      while (!at_end() && ascii::is_digit(peek())) ++at_;
    } else if (std::string_view("@*#?-$!").find(peek()) != std::string_view::npos) {
      ++at_;
    } else {
      std::size_t size = 0;
      while (!at_end() && belongs_to_name(std::string_view(word_).substr(at_), size)) at_ += size;
    }
    return word_.substr(begin, at_ - begin);
  }

  [[nodiscard]] const std::string* value_of(const std::string& name) {
    const std::string* value = lookup_(name);
    if (value != nullptr) budget_.spend(value->size());
    return value;
  }

  std::string dollar() {
    ++at_;
    if (next_is('{')) return braces();
    const std::string variable = name();
    if (variable.empty()) return "$";
    const std::string* value = value_of(variable);
    return value != nullptr ? *value : std::string();
  }

  std::string braces() {
    ++at_;
    if (at_end()) fail_at_end("a '${' has no '}'");
    if (next_is('{') || next_is('}') || next_is(':')) throw WordError("bad substitution");
    const std::string variable = name();
    if (at_end()) fail_at_end("a '${' has no '}'");
    const char c = word_[at_++];
    if (c == '}') {
      const std::string* value = value_of(variable);
      return value != nullptr ? *value : std::string();
    }
    if (c == '/') return replacement(variable);
    if (c != ':') return modified(variable, c, false);
    if (at_end()) fail_at_end("a '${' has no '}'");
    return modified(variable, word_[at_++], true);
  }

  // `empty_is_unset`: the modifier stands behind a colon.
  std::string modified(const std::string& variable, char modifier, bool empty_is_unset) {
    const std::string_view known = empty_is_unset ? "+-?" : "+-?#%";
    if (known.find(modifier) == std::string_view::npos) {
      throw WordError(std::string("unknown modifier '") + modifier + "' in a substitution");
    }
    const bool pattern = modifier == '#' || modifier == '%';
    const std::string word = until('}', pattern);
    const std::string* value = value_of(variable);
    const bool set = value != nullptr && !(empty_is_unset && value->empty());
    if (modifier == '+') return set ? word : std::string();
    if (modifier == '-') return set ? *value : word;
    if (modifier == '?') {
      if (set) return *value;
      const char* what = value != nullptr ? "must not be empty" : "must be set";
      throw WordError("'" + variable + "' " +
                      (word.empty() ? what : std::string(what) + ": " + word));
    }
    return trimmed(value != nullptr ? *value : std::string(), modifier, word);
  }

  std::string trimmed(const std::string& value, char modifier, std::string_view word) {
    const bool twice = !word.empty() && word.front() == modifier;
    const ShellPattern pattern(word.substr(twice ? 1 : 0),
                               twice ? ShellPattern::Star::longest : ShellPattern::Star::shortest);
    return modifier == '#' ? pattern.without_prefix(value, budget_)
                           : pattern.without_suffix(value, budget_);
  }

  std::string replacement(const std::string& variable) {
    const bool all = next_is('/');
    if (all) ++at_;
    const ShellPattern pattern(until('/', true), ShellPattern::Star::longest);
    const std::string text = until('}', true);
    const std::string* value = value_of(variable);
    const std::string before = value != nullptr ? *value : std::string();
    return all ? pattern.replace_all(before, text, budget_)
               : pattern.replace_first(before, text, budget_);
  }

  [[noreturn]] void fail_at_end(const std::string& what) const {
    throw WordError(what + ": " + word_.substr(0, 200));
  }

  std::string word_;
  ShellRules rules_;
  const Lookup& lookup_;
  Budget& budget_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool keep_escapes_ = false;
};

}  // namespace

std::vector<std::string> Expansion::words() const {
  std::vector<std::string> list;
  std::size_t begin = 0;
  const auto cut = [&](std::size_t end) {
    if (end > begin) list.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  };
  for (const std::size_t blank : blanks) cut(blank);
  cut(text.size());
  return list;
}

Expansion expand(std::string_view word, const ShellRules& rules, const Lookup& lookup,
                 Budget& budget) {
  Expansion result = WordReader(by_characters(word), rules, lookup, budget).read();
  budget.spend_on_value(result.text.size());
  return result;
}

}  // namespace tare
