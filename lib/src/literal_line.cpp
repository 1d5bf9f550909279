// Escaping is easy to get nearly right: white space at the ends goes, `#` and `!` mean something in
// front, a line has no way to hold a line break, and beside an escape other characters are
// operators, too. So a line is tried on the name: first one with as few escapes as possible, then
// one that escapes all it can.

#include "literal_line.hpp"

#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace tare {
namespace {

bool finds(const std::string& line, std::string_view name) {
  try {
    const Matcher matcher(IgnoreFile::parse(line));
    const Verdict verdict = matcher.match(name);
    const bool alone = matcher.ignore_file().rules().size() == 1;
    return alone && verdict.excluded && verdict.reach == name.size();
  } catch (const Error&) {  // not even a pattern
    return false;
  }
}

std::string escaped(std::string_view name, std::string_view special) {
  std::string line;
  for (const char byte : name) {
    if (special.find(byte) != std::string_view::npos) line += '\\';
    line += byte;
  }
  return line;
}

}  // namespace

std::optional<std::string> literal_line(std::string_view name) {
  if (name.empty()) return std::nullopt;
  std::string line = escaped(name, "*?[]\\");
  if (name.front() == '#' || name.front() == '!') line.insert(0, "\\");
  if (finds(line, name)) return line;
  line = escaped(name, "*?[]\\#!{|}^()+$");
  // White space at the ends stays as a class.
  constexpr std::string_view kBlank = " \t";
  if (kBlank.find(name.back()) != std::string_view::npos) {
    line.replace(line.size() - 1, 1, std::string("[") + name.back() + "]");
  }
  if (kBlank.find(name.front()) != std::string_view::npos) {
    line.replace(0, 1, std::string("[") + name.front() + "]");
  }
  if (finds(line, name)) return line;
  return std::nullopt;
}

}  // namespace tare
