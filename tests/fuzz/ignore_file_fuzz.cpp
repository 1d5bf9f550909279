// Any bytes as an ignore file: rules that hold what they promise, or an error that says where.

#include <algorithm>
#include <string>
#include <string_view>

#include "go_text.hpp"
#include "input.hpp"
#include "tare/error.hpp"
#include "tare/ignore_file.hpp"

namespace {

using fuzz::require;

// A line read by itself, not the first one: in that a `#` or a byte-order mark would count.
tare::IgnoreFile alone(const tare::Rule& rule) {
  return tare::IgnoreFile::parse("\n " + rule.original);
}

void check(const tare::Rule& rule, std::size_t lines, std::string_view text) {
  require(rule.line >= 1 && rule.line <= lines);
  require(!rule.original.empty() && text.find(rule.original) != std::string_view::npos);
  require(!rule.pattern.empty() && rule.pattern.find('\0') == std::string::npos);
  require(!tare::go::pattern_error(rule.pattern).has_value());
  // Docker cleans a line with its `!`.
  const std::string whole = (rule.exception ? "!" : "") + rule.pattern;
  require(tare::go::clean(whole) == whole);
  const tare::IgnoreFile again = alone(rule);
  require(again.rules().size() == 1);
  require(again.rules()[0].pattern == rule.pattern);
  require(again.rules()[0].exception == rule.exception);
}

// Nothing before line `line` is malformed.
void check_before(std::string_view text, std::size_t line) {
  std::size_t end = 0;
  for (std::size_t i = 1; i < line; ++i) end = text.find('\n', end) + 1;
  static_cast<void>(tare::IgnoreFile::parse(text.substr(0, end)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  try {
    const tare::IgnoreFile file = tare::IgnoreFile::parse(text, "rules");
    std::size_t last = 0;
    for (const tare::Rule& rule : file.rules()) {
      require(rule.file == "rules" && rule.line > last);
      last = rule.line;
      check(rule, lines, text);
    }
  } catch (const tare::Error& error) {
    require(error.fault() == tare::Fault::usage && error.where() == "rules");
    require(error.line() >= 1 && error.line() <= lines);
    check_before(text, error.line());
  }
  return 0;
}
