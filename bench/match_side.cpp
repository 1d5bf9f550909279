#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "match_cases.hpp"
#include "memory_use.hpp"

// tare's side of match.sh, and the maker of what both sides read.

namespace {

using tare::bench::Tree;

constexpr const char* kUsage =
    "usage: tare_match_side names N            a tree of N names\n"
    "       tare_match_side sample N NAMES     N names of NAMES\n"
    "       tare_match_side random N LENGTH    N names for the adversarial rule\n"
    "       tare_match_side rules KIND N NAMES\n"
    "       tare_match_side match RULES NAMES  ns a name: walked again, walked once; excluded; "
    "MiB touched, MiB reserved\n"
    "       tare_match_side compile RULES      ms\n";

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

double nanoseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
}

// The first walk learns the states; a tree that is walked again finds them.
void match(const std::string& rules, const std::string& names) {
  const Tree tree(read(names));
  const tare::Matcher matcher(tare::IgnoreFile::parse(read(rules), rules));
  const auto number = static_cast<double>(tree.names().size());
  const tare::bench::MemoryUse memory;
  tare::Scan scan(matcher);
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t excluded = tare::bench::match_all(tree, scan);
  const double once = nanoseconds_since(begin) / number;
  const double touched = static_cast<double>(memory.resident()) / (1 << 20);
  const double reserved = static_cast<double>(memory.heap()) / (1 << 20);

  constexpr double kLongEnough = 2e8;
  std::vector<double> walks;
  for (double spent = 0; spent < kLongEnough || walks.size() < 3; spent += walks.back()) {
    const auto begin_again = std::chrono::steady_clock::now();
    if (tare::bench::match_all(tree, scan) != excluded) {
      throw std::logic_error("another walk gave other verdicts");
    }
    walks.push_back(nanoseconds_since(begin_again));
  }
  const auto middle = walks.begin() + static_cast<std::ptrdiff_t>(walks.size() / 2);
  std::nth_element(walks.begin(), middle, walks.end());
  std::printf("%.1f %.1f %zu %.2f %.2f\n", *middle / number, once, excluded, touched, reserved);
}

void compile(const std::string& rules) {
  const std::string text = read(rules);
  const auto begin = std::chrono::steady_clock::now();
  const tare::Matcher matcher(tare::IgnoreFile::parse(text, rules));
  std::printf("%.2f\n", nanoseconds_since(begin) / 1e6);
}

bool run(const std::vector<std::string>& arguments) {
  const std::string command = arguments.empty() ? "" : arguments[0];
  const auto is = [&](std::string_view name, std::size_t operands) {
    return command == name && arguments.size() == operands + 1;
  };
  if (is("names", 1)) {
    std::cout << tare::bench::node_listing(std::stoul(arguments[1]));
  } else if (is("sample", 2)) {
    std::cout << tare::bench::sample_listing(Tree(read(arguments[2])), std::stoul(arguments[1]));
  } else if (is("random", 2)) {
    std::cout << tare::bench::adversarial_listing(std::stoul(arguments[1]),
                                                  std::stoul(arguments[2]));
  } else if (is("rules", 3)) {
    std::cout << tare::bench::rules_text(arguments[1], std::stoul(arguments[2]),
                                         Tree(read(arguments[3])));
  } else if (is("match", 2)) {
    match(arguments[1], arguments[2]);
  } else if (is("compile", 1)) {
    compile(arguments[1]);
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (run({argv + 1, argv + argc})) return 0;
    std::cerr << kUsage;
  } catch (const std::exception& error) {
    std::cerr << "tare_match_side: " << error.what() << '\n';
  }
  return 2;
}
