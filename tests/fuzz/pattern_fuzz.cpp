// One pattern and names: what the pattern is compiled to matches the names that its regular
// expression, as Docker writes it, matches on RE2. What tare refuses, RE2 refuses or Go would.

#include <optional>
#include <string>
#include <vector>

#include "expression.hpp"
#include "input.hpp"
#include "pieces.hpp"
#include "support/oracle.hpp"
#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace {

using fuzz::require;

std::optional<tare::Matcher> matcher_of(const tare::IgnoreFile& rules) {
  try {
    return tare::Matcher(rules);
  } catch (const tare::Error&) {
    return std::nullopt;
  }
}

bool oracle_takes(const tare::IgnoreFile& rules) {
  try {
    const test::Oracle oracle(rules);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

void check(const tare::IgnoreFile& rules, const std::vector<std::string>& names) {
  const std::optional<tare::Matcher> matcher = matcher_of(rules);
  std::vector<tare::RuneSet> sets;
  const tare::Expression expression = tare::translate(rules.rules().front().pattern);
  if (tare::pieces_of(expression, sets)) require(matcher.has_value() && oracle_takes(rules));
  if (!matcher) return;
  const test::Oracle oracle(rules);
  for (const std::string& name : names) {
    require(matcher->matching(name).size() == oracle.matching(name).size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLongest = 400;
  const fuzz::Input input = fuzz::read(data, size);
  if (input.text.size() > kLongest) return 0;
  try {
    const tare::IgnoreFile rules = tare::IgnoreFile::parse(input.text);
    if (rules.rules().size() == 1) check(rules, input.names);
  } catch (const tare::Error&) {
    // Which texts are refused is for ignore_file_fuzz.
  }
  return 0;
}
