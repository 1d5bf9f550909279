// The oracle and the random ignore files of the tests, for a program in another language. Questions
// come one a line, and each gets one line back; texts are hexadecimal bytes behind an `x`.
//
//   case SEED                   RULES NAME...: RandomCases(SEED).next()
//   verdicts RULES NAME...      for each name EXCLUDED:LINE:REACH:BUILDKIT:CLASSIC, the last two
//                               whether that builder looks into it when it is excluded; the one
//                               word `rejected` where the ignore file is malformed
//   asked COUNT PATTERN... NAME...  1 or 0 for each name: whether one of the patterns, or several
//                               together as the rules of an ignore file, match it or what is above

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/oracle.hpp"
#include "support/random_cases.hpp"
#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view line) {
  Words words;
  while (!line.empty()) {
    const std::size_t end = line.find(' ');
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return words;
}

unsigned digit(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

std::string decoded(const std::string& word) {
  std::string bytes;
  for (std::size_t i = 1; i + 1 < word.size(); i += 2) {
    bytes += static_cast<char>(digit(word[i]) << 4 | digit(word[i + 1]));
  }
  return bytes;
}

std::string encoded(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string word = "x";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    word += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return word;
}

std::string random_case(const Words& words) {
  const std::uint64_t seed = std::strtoull(words.at(1).c_str(), nullptr, 10);
  const test::RandomCase made = test::RandomCases(seed).next();
  std::string answer = encoded(made.rules);
  for (const std::string& name : made.names) answer += " " + encoded(name);
  return answer;
}

std::string verdicts(const Words& words) {
  const tare::IgnoreFile ignore_file = tare::IgnoreFile::parse(decoded(words.at(1)));
  const tare::Matcher refuses(ignore_file);  // a little more than the oracle does
  const test::Oracle oracle(ignore_file);
  std::string answer;
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string name = decoded(words[i]);
    const test::Decision decision = oracle.match(name);
    if (i > 2) answer += ' ';
    answer += std::to_string(decision.excluded) + ':' + std::to_string(decision.line) + ':' +
              std::to_string(decision.reach);
    for (const tare::Dialect dialect : {tare::Dialect::buildkit, tare::Dialect::classic}) {
      answer += oracle.enters(dialect, name) ? ":1" : ":0";
    }
  }
  return answer;
}

std::string asked(const Words& words) {
  const std::size_t count = std::stoul(words.at(1));
  Words patterns;
  for (std::size_t i = 0; i < count; ++i) patterns.push_back(decoded(words.at(2 + i)));
  const test::Oracle oracle(tare::IgnoreFile::of_patterns(patterns, "patterns"));
  std::string answer;
  for (std::size_t i = 2 + count; i < words.size(); ++i) {
    answer += oracle.match(decoded(words[i])).excluded ? '1' : '0';
  }
  return answer;
}

std::string answer_to(const Words& words) {
  try {
    if (words.at(0) == "case") return random_case(words);
    if (words.at(0) == "verdicts") return verdicts(words);
    if (words.at(0) == "asked") return asked(words);
  } catch (const tare::Error&) {
    return "rejected";
  } catch (const std::invalid_argument&) {
    return "rejected";
  }
  throw std::runtime_error("unknown question: " + words.at(0));
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << answer_to(words_of(line)) << std::endl;
  }
}
