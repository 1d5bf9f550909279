// Lines as BuildKit reads them. What surprises: a line continues with one escape at its end and not
// with two, comments and empty lines in between vanish, and only the lines before the first one
// that is no directive can hold directives.

#include "dockerfile_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ascii.hpp"
#include "go_text.hpp"
#include "refusal.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

constexpr std::string_view kRegexpBlanks = "\t\n\f\r ";  // `\s` of Go's regular expressions

struct Directive {
  std::string name;  // in lower case
  std::string_view value;
};

std::string_view trim_end(std::string_view text, std::string_view characters) {
  const std::size_t last = text.find_last_not_of(characters);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

// `name = value` behind the `#`, of the names that mean something.
std::optional<Directive> directive_in(std::string_view line) {
  if (line.empty() || line.front() != '#') return std::nullopt;
  line = go::trim_space_left(line.substr(1));
  std::size_t end = 0;
  while (end < line.size() &&
         (ascii::is_letter(line[end]) || (end > 0 && line[end] >= '0' && line[end] <= '9'))) {
    ++end;
  }
  Directive directive{std::string(line.substr(0, end)), {}};
  for (char& c : directive.name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (directive.name != "syntax" && directive.name != "escape" && directive.name != "check") {
    return std::nullopt;
  }
  line.remove_prefix(std::min(line.find_first_not_of(kRegexpBlanks, end), line.size()));
  if (line.size() < 2 || line.front() != '=') return std::nullopt;
  line.remove_prefix(1);
  const std::size_t begin = line.find_first_not_of(kRegexpBlanks);
  // BuildKit's pattern wants a character of a value, and of blanks alone it takes the last one.
  directive.value = begin == std::string_view::npos ? line.substr(line.size() - 1)
                                                    : trim_end(line.substr(begin), kRegexpBlanks);
  return directive;
}

std::string_view first_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  return line;
}

void drop_byte_order_mark(std::string_view& text) {
  if (text.substr(0, go::kByteOrderMark.size()) == go::kByteOrderMark) {
    text.remove_prefix(go::kByteOrderMark.size());
  }
}

}  // namespace

DockerfileText::DockerfileText(std::string_view text) : rest_(text) { drop_byte_order_mark(rest_); }

std::string_view DockerfileText::take_line() {
  const std::string_view line = first_line(rest_);
  ++line_;
  const std::size_t size = line.size() - (line.back() == '\n' ? 1 : 0);
  if (size >= go::kLineLimit) {
    throw Refusal(line_, fmt::format("the line has {} bytes; BuildKit reads lines of up to {}",
                                     size, go::kLineLimit - 1));
  }
  return line;
}

void DockerfileText::read_directive(std::string_view line) {
  const std::optional<Directive> directive = directive_in(line);
  if (!directive) {
    directives_ = false;
    return;
  }
  const auto [first, added] = seen_.emplace(directive->name, line_);
  if (!added) {
    throw Refusal(first->second, fmt::format("the directive '{}' stands here and again in line {}; "
                                             "keep one of them",
                                             directive->name, line_));
  }
  if (directive->name != "escape") return;
  if (directive->value != "\\" && directive->value != "`") {
    throw Refusal(line_, fmt::format("the escape character cannot be {}; BuildKit knows \\ and `",
                                     tare::quoted(directive->value)));
  }
  escape_ = directive->value.front();
}

// Whether the line continues; if so, it loses its escape and the blanks behind that.
bool DockerfileText::drop_escape(std::string_view& line) const {
  const std::string_view trimmed = trim_end(line, " \t");
  if (trimmed.empty() || trimmed.back() != escape_) return false;
  if (trimmed.size() > 1 && trimmed[trimmed.size() - 2] == escape_) return false;
  line = trimmed.substr(0, trimmed.size() - 1);
  return true;
}

std::optional<LogicalLine> DockerfileText::next() {
  while (!rest_.empty()) {
    std::string_view part = go::trim_space_left(trim_end(take_line(), "\r\n"));
    if (directives_) read_directive(part);
    if (part.empty()) continue;
    if (part.front() == '#') {
      comments_.push_back({line_, std::string(go::trim_space(part.substr(1)))});
      continue;
    }
    LogicalLine result{line_, line_, {}};
    bool continues = drop_escape(part);
    std::string text(part);
    while (continues && !rest_.empty()) {
      part = trim_end(take_line(), "\r\n");
      const std::string_view trimmed = go::trim_space_left(part);
      if (trimmed.empty() || trimmed.front() == '#') continue;
      continues = drop_escape(part);
      text += part;
    }
    result.text = go::trim_space(text);
    result.last_line = line_;
    return result;
  }
  return std::nullopt;
}

std::optional<std::string_view> DockerfileText::take_heredoc(std::string_view name,
                                                             bool strip_tabs) {
  const std::string_view body = rest_;
  while (!rest_.empty()) {
    const std::size_t size = body.size() - rest_.size();
    std::string_view line = trim_end(take_line(), "\r\n");
    if (strip_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    if (line == name) return body.substr(0, size);
  }
  return std::nullopt;
}

std::string requested_frontend(std::string_view text) {
  drop_byte_order_mark(text);
  if (text.substr(0, 2) == "#!") static_cast<void>(first_line(text));
  while (!text.empty()) {
    const std::optional<Directive> directive = directive_in(trim_end(first_line(text), "\r\n"));
    if (!directive) break;
    if (directive->name == "syntax") {
      return std::string(directive->value.substr(0, directive->value.find(' ')));
    }
  }
  return {};
}

}  // namespace tare
