#include "descent.hpp"

namespace tare {
namespace {

void drop_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix) {
    text.remove_suffix(suffix.size());
  }
}

// The directories above the name `text`.
void add_parents(std::string_view text, std::unordered_set<std::string>& out) {
  for (std::size_t end = text.find('/'); end != std::string_view::npos;
       end = text.find('/', end + 1)) {
    out.emplace(text.substr(0, end));
  }
}

}  // namespace

Descent::Descent(const std::vector<Rule>& rules, Dialect dialect) {
  for (const Rule& rule : rules) {
    if (rule.exception) add(rule.pattern, dialect);
  }
}

Descent Descent::for_patterns(const std::vector<Rule>& rules, Dialect dialect) {
  Descent descent;
  for (const Rule& rule : rules) {
    if (!rule.exception) descent.add(rule.pattern, dialect);
  }
  return descent;
}

// Docker enters a directory D when a pattern's text, with a '/' behind it, begins with D + "/":
// when D is above that text, or is that text.
void Descent::add(std::string_view pattern, Dialect dialect) {
  add_parents(pattern, spelled_out_);
  std::string_view text = pattern;
  if (dialect == Dialect::buildkit) {
    drop_suffix(text, "/**");
    drop_suffix(text, "/*");
    if (text.find_first_of("*[]?^\\") != std::string_view::npos) everywhere_ = true;
  }
  add_parents(text, entered_);
  entered_.emplace(text);
}

bool Descent::enters(std::string_view directory) const {
  return everywhere_ || entered_.count(std::string(directory)) != 0;
}

bool Descent::names_below(std::string_view directory) const {
  return spelled_out_.count(std::string(directory)) != 0;
}

}  // namespace tare
