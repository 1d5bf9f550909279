// Escaping is easy to get nearly right: white space at the ends goes, `#` and `!` mean something in
// front, a line has no way to hold a line break, and beside an escape other characters are
// operators, too. So a line is tried on the name: first one with as few escapes as possible, then
// one that escapes all it can. A line is printed and kept in a file that people look at, so what a
// terminal must not get is written as a class.

#include "literal_line.hpp"

#include "tare/error.hpp"
#include "tare/matcher.hpp"
#include "tare/printable.hpp"
#include "utf8.hpp"

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

// Every character that is not printable ASCII. More than the one meant, but there is no way to
// write that one down.
constexpr std::string_view kNotPlain = "[^ -~]";

std::string escaped(std::string_view name, std::string_view special) {
  std::string line;
  while (!name.empty()) {
    const std::string_view character = name.substr(0, utf8::decode(name).size);
    if (printable(character) != character) {
      line += kNotPlain;
    } else {
      if (special.find(character) != std::string_view::npos) line += '\\';
      line += character;
    }
    name.remove_prefix(character.size());
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
  // A blank at the ends stays as a class.
  if (name.back() == ' ') line.replace(line.size() - 1, 1, "[ ]");
  if (name.front() == ' ') line.replace(0, 1, "[ ]");
  if (finds(line, name)) return line;
  return std::nullopt;
}

}  // namespace tare
