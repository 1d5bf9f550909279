// Escaping is easy to get nearly right: white space at the ends goes, `#` and `!` mean something in
// front, and a line has no way to hold a line break. So the line is tried on the name.

#include "literal_line.hpp"

#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace tare {

std::optional<std::string> literal_line(std::string_view name) {
  std::string line;
  for (const char byte : name) {
    if (std::string_view("*?[]\\").find(byte) != std::string_view::npos) line += '\\';
    line += byte;
  }
  if (!name.empty() && (name.front() == '#' || name.front() == '!')) line.insert(0, "\\");
  try {
    const Matcher matcher(IgnoreFile::parse(line));
    const Verdict verdict = matcher.match(name);
    const bool alone = matcher.ignore_file().rules().size() == 1;
    if (alone && verdict.excluded && verdict.reach == name.size()) return line;
  } catch (const Error&) {  // not even a pattern
  }
  return std::nullopt;
}

}  // namespace tare
