// Random ignore files and names with tare's verdicts, one case a line, for other implementations to
// be compared with:
//
//   tare-random-cases SEED COUNT
//
// A line is a JSON object: `seed` repeats the case, with a COUNT of 1; `rules` is the text of the
// ignore file; `names` is sorted, every directory above a name among them. Texts are
// percent-encoded bytes. `excluded` has one `1` or `0` a name; in its place `rejected` has tare's
// error.

#include "support/random_cases.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace {

std::string encoded(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : bytes) {
    if ((c >= 'a' && c <= 'z') || c == '/') {
      text += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return text;
}

nlohmann::json json_of(const test::RandomCase& random_case) {
  nlohmann::json json{{"seed", random_case.seed}, {"rules", encoded(random_case.rules)}};
  json["names"] = nlohmann::json::array();
  for (const std::string& name : random_case.names) json["names"].push_back(encoded(name));
  try {
    const tare::Matcher matcher(tare::IgnoreFile::parse(random_case.rules));
    std::string excluded;
    for (const std::string& name : random_case.names) {
      excluded += matcher.match(name).excluded ? '1' : '0';
    }
    json["excluded"] = excluded;
  } catch (const tare::Error& error) {
    json["rejected"] = encoded(error.what());
  }
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: tare-random-cases SEED COUNT\n";
    return 2;
  }
  test::RandomCases cases(std::strtoull(argv[1], nullptr, 10));
  for (std::uint64_t count = std::strtoull(argv[2], nullptr, 10); count > 0; --count) {
    std::cout << json_of(cases.next()).dump() << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}
