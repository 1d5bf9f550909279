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

void check(const tare::Rule& rule, std::size_t lines, std::string_view text) {
  require(rule.line >= 1 && rule.line <= lines);
  require(!rule.original.empty() && text.find(rule.original) != std::string_view::npos);
  require(!rule.pattern.empty() && rule.pattern.find('\0') == std::string::npos);
  require(!tare::go::pattern_error(rule.pattern).has_value());
  // The `!` has been cut off a cleaned whole, so only a plain pattern is clean by itself.
  require(rule.exception || tare::go::clean(rule.pattern) == rule.pattern);
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
  }
  return 0;
}
