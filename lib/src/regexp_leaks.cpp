#include "regexp_leaks.hpp"

#include <algorithm>
#include <cstddef>

// Reads the regular expression, not the pattern: what stands in a class or behind a backslash does
// no harm there, and what was a wildcard has become something else.

namespace tare {
namespace {

constexpr std::size_t kMostLines = 16;

bool is_numeral(char c) { return c >= '0' && c <= '9'; }

// The length of `{2}`, `{2,}` or `{2,3}` at the start of `text`; 0 when it begins otherwise.
std::size_t repetition_at(std::string_view text) {
  std::size_t at = 1;
  const auto skip_digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_numeral(text[at])) ++at;
    return at > from;
  };
  if (text.empty() || text.front() != '{' || !skip_digits()) return 0;
  if (at < text.size() && text[at] == ',') {
    ++at;
    skip_digits();
  }
  return at < text.size() && text[at] == '}' ? at + 1 : 0;
}

// Behind the class that begins at `at`.
std::size_t behind_class(std::string_view text, std::size_t at) {
  ++at;
  if (at < text.size() && text[at] == '^') ++at;
  if (at < text.size() && text[at] == ']') ++at;
  while (at < text.size() && text[at] != ']') {
    if (text.compare(at, 2, "[:") == 0) {
      const std::size_t end = text.find(":]", at + 2);
      at = end == std::string_view::npos ? at + 1 : end + 2;
    } else {
      at += text[at] == '\\' ? 2U : 1U;
    }
  }
  return std::min(at + 1, text.size());
}

}  // namespace

RegexpLeaks leaks_of(const Expression& expression) {
  RegexpLeaks leaks;
  const std::string_view text = expression.text;
  // Between \Q and \E nothing is an operator; who writes that knows what it is.
  if (expression.kind != Expression::Kind::regexp || text.find("\\Q") != std::string_view::npos) {
    return leaks;
  }
  for (std::size_t at = 1; at + 1 < text.size();) {
    const char c = text[at];
    if (c == '\\') {
      at += 2;
    } else if (c == '[') {
      at = behind_class(text, at);
    } else if (const std::size_t size = repetition_at(text.substr(at)); size != 0) {
      leaks.repetitions.emplace_back(text.substr(at, size));
      at += size;
    } else {
      if (c == '|') leaks.alternatives = true;
      if (c == '^') (at == 1 ? leaks.anchor_in_front : leaks.anchor) = true;
      ++at;
    }
  }
  return leaks;
}

std::string_view brace_list_in(std::string_view pattern) {
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1)) {
    const std::size_t close = pattern.find_first_of("{}", open + 1);
    if (close == std::string_view::npos || pattern[close] != '}') continue;
    const std::string_view list = pattern.substr(open, close + 1 - open);
    const bool escaped = open > 0 && pattern[open - 1] == '\\';
    if (!escaped && list.find(',') != std::string_view::npos && repetition_at(list) == 0) {
      return list;
    }
  }
  return {};
}

std::vector<std::string> expand_brace_lists(std::string_view pattern) {
  std::vector<std::string> done;
  std::vector<std::string> open{std::string(pattern)};
  while (!open.empty()) {
    const std::string text = std::move(open.back());
    open.pop_back();
    const std::string_view list = brace_list_in(text);
    if (list.empty()) {
      done.push_back(text);
      continue;
    }
    const auto from = static_cast<std::size_t>(list.data() - text.data());
    std::string_view items = list.substr(1, list.size() - 2);
    std::vector<std::string> made;
    while (true) {
      const std::size_t comma = std::min(items.find(','), items.size());
      made.push_back(text.substr(0, from) + std::string(items.substr(0, comma)) +
                     text.substr(from + list.size()));
      if (comma == items.size()) break;
      items.remove_prefix(comma + 1);
    }
    if (open.size() + done.size() + made.size() > kMostLines) return {};
    open.insert(open.end(), made.rbegin(), made.rend());
  }
  return done;
}

}  // namespace tare
