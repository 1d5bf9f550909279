// The library's matcher and walk against an engine that is obvious and slow: on the recorded cases,
// on all small inputs, and on random ones.

#include "support/oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>

#include "support/listing.hpp"
#include "support/random_cases.hpp"
#include "support/temp_tree.hpp"
#include "support/vectors.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"

namespace {

using Names = std::vector<std::string>;
using tare::Dialect;
using test::Decision;

// One ignore file in both engines.
class Engines {
 public:
  explicit Engines(tare::IgnoreFile rules) : matcher_(std::move(rules)) {}

  [[nodiscard]] const test::Oracle& oracle() const { return oracle_; }

  // Ends with the first name on which they differ. Returns how many are excluded.
  std::size_t compare(const Names& names) const {
    std::size_t excluded = 0;
    for (const std::string& name : names) {
      const Decision expected = oracle_.match(name);
      EXPECT_EQ(test::decision(matcher_.match(name)), expected) << shown(name);
      EXPECT_EQ(matching(name), oracle_.matching(name)) << shown(name);
      if (testing::Test::HasFailure()) break;
      if (expected.excluded) ++excluded;
    }
    return excluded;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> matching(const std::string& name) const {
    std::vector<std::size_t> lines;
    for (const tare::Rule* rule : matcher_.matching(name)) lines.push_back(rule->line);
    return lines;
  }

  [[nodiscard]] std::string shown(const std::string& name) const {
    std::string text = "name " + testing::PrintToString(name) + " under";
    for (const tare::Rule& rule : matcher_.ignore_file().rules()) {
      text += "\n" + std::to_string(rule.line) + ": " + testing::PrintToString(rule.original);
    }
    return text;
  }

  tare::Matcher matcher_;
  test::Oracle oracle_{matcher_.ignore_file()};
};

std::optional<Engines> engines(const std::string& rules) {
  try {
    return Engines(tare::IgnoreFile::parse(rules));
  } catch (const tare::Error&) {
    return std::nullopt;
  }
}

Names with_directories(const Names& names) {
  std::set<std::string> all;
  for (const std::string& name : names) {
    for (std::size_t end = name.find('/'); end < name.size(); end = name.find('/', end + 1)) {
      all.insert(name.substr(0, end));
    }
    if (name.back() != '/') all.insert(name);
  }
  return {all.begin(), all.end()};
}

class RecordedCases : public testing::TestWithParam<const char*> {};

TEST_P(RecordedCases, AgreeWithBothEngines) {
  for (const test::Vector& vector : test::read_vectors(GetParam())) {
    if (vector.rejected) continue;
    SCOPED_TRACE(vector.where);
    Names names;
    for (const std::string& file : vector.files) {
      names.push_back(vector.links ? file.substr(0, file.find(" -> ")) : file);
    }
    const std::optional<Engines> both = engines(vector.ignore);
    ASSERT_TRUE(both.has_value());
    both->compare(with_directories(names));
    EXPECT_EQ(both->oracle().list(Dialect::buildkit, names), vector.buildkit);
    EXPECT_EQ(both->oracle().list(Dialect::classic, names), vector.classic);
    if (HasFailure()) FAIL() << "ignore file " << testing::PrintToString(vector.ignore);
  }
}

INSTANTIATE_TEST_SUITE_P(Docker, RecordedCases,
                         testing::Values("plain.jsonl", "exotic.jsonl", "corners.jsonl"),
                         [](const auto& recording) {
                           const std::string file = recording.param;
                           return file.substr(0, file.find('.'));
                         });

// Whatever a short rule can get wrong, it gets wrong on short names. These two tests leave out no
// rule up to a length, and no name. The numbers are asserted so that none falls away unnoticed.

// All strings of 1 to `most` letters of `alphabet`.
Names strings_over(std::string_view alphabet, std::size_t most) {
  Names all;
  std::size_t begin = 0;
  for (std::size_t size = 1; size <= most; ++size) {
    const std::size_t end = all.size();
    for (const char letter : alphabet) {
      if (size == 1) all.emplace_back(1, letter);
      for (std::size_t i = begin; i < end; ++i) all.push_back(all[i] + letter);
    }
    begin = end;
  }
  return all;
}

// All names of up to `depth` of these components.
Names names_of(const Names& components, std::size_t depth) {
  Names all = components;
  std::size_t begin = 0;
  for (std::size_t level = 1; level < depth; ++level) {
    const std::size_t end = all.size();
    for (; begin < end; ++begin) {
      for (const std::string& component : components) {
        all.push_back(std::string(all[begin]).append("/").append(component));
      }
    }
  }
  return all;
}

// The lines that tare reads, without those that it reads as a rule of an earlier line.
Names distinct_rules(const Names& lines) {
  std::set<std::pair<bool, std::string>> rules;
  Names distinct;
  for (const std::string& line : lines) {
    try {
      const tare::IgnoreFile file = tare::IgnoreFile::parse(line);
      for (const tare::Rule& rule : file.rules()) {
        if (rules.emplace(rule.exception, rule.pattern).second) distinct.push_back(line);
      }
    } catch (const tare::Error&) {
    }
  }
  return distinct;
}

// The 3,905 strings of up to five of `a b * ? /` are 2,341 different rules; each one is met by the
// 258 names of up to three components, which are the strings of up to two of `a b`.
TEST(AllSmallInputs, EveryPatternOfFiveSymbols) {
  const Names names = names_of(strings_over("ab", 2), 3);
  ASSERT_EQ(names.size(), 6u + 36 + 216);
  const Names strings = strings_over("ab*?/", 5);
  EXPECT_EQ(strings.size(), 5u + 25 + 125 + 625 + 3125);
  const Names patterns = distinct_rules(strings);
  EXPECT_EQ(patterns.size(), 2341u);
  for (const std::string& pattern : patterns) {
    engines(pattern)->compare(names);
    if (HasFailure()) return;
  }
}

// The 258 strings of up to three of `a b * ? / !` are 175 different rules; each pair of them, in
// either order, is met by the 39 names of up to three components `a`, `b` and `ab`.
TEST(AllSmallInputs, EveryTwoLinesOfThreeSymbols) {
  const Names names = names_of({"a", "b", "ab"}, 3);
  ASSERT_EQ(names.size(), 3u + 9 + 27);
  const Names strings = strings_over("ab*?/!", 3);
  EXPECT_EQ(strings.size(), 6u + 36 + 216);
  const Names lines = distinct_rules(strings);
  EXPECT_EQ(lines.size(), 175u);
  for (const std::string& first : lines) {
    for (const std::string& second : lines) {
      engines(std::string(first).append("\n").append(second))->compare(names);
      if (HasFailure()) return;
    }
  }
}

// Hands out random cases that tare does not reject: the same ones each time, and new ones. With
// TARE_SEED in the environment those from that seed on.
class Random : public testing::Test {
 protected:
  template <typename Test>
  void for_each_case(std::size_t count, const Test& test) {
    for (const std::uint64_t seed : seeds()) {
      test::RandomCases cases(seed);
      std::size_t rejected = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const test::RandomCase random_case = cases.next();
        const std::optional<Engines> both = engines(random_case.rules);
        if (!both) ++rejected;
        if (both) test(random_case, *both);
        if (HasFailure()) FAIL() << "repeat with TARE_SEED=" << random_case.seed;
      }
      EXPECT_LE(rejected * 3, count) << "seed " << seed;
    }
  }

  static std::vector<std::uint64_t> seeds() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing sets the environment
    if (const char* seed = std::getenv("TARE_SEED")) return {std::strtoull(seed, nullptr, 10)};
    const std::uint64_t fresh = std::random_device()();
    RecordProperty("seed", std::to_string(fresh));
    return {1, fresh};
  }
};

TEST_F(Random, RulesAgree) {
  std::size_t names = 0;
  std::size_t excluded = 0;
  for_each_case(1000, [&](const test::RandomCase& random_case, const Engines& both) {
    names += random_case.names.size();
    excluded += both.compare(random_case.names);
  });
  RecordProperty("names", std::to_string(names));
  // Cases that match nothing, or everything, would check little.
  EXPECT_GT(excluded * 5, names);
  EXPECT_LT(excluded * 5, names * 4);
}

// Code points of any number, classes of many ranges, and nodes of many children.
TEST_F(Random, ClassesAgreeInAnyAlphabet) {
  for (const std::uint64_t seed : seeds()) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t end) { return random() % end; };
    const auto letter = [&](std::uint32_t from) {
      const auto rune = static_cast<std::uint32_t>(from + below(64));
      std::string text(1, static_cast<char>(0xC4 + rune / 64));
      return text += static_cast<char>(0x80 + rune % 64);
    };
    for (int round = 0; round < 40; ++round) {
      std::string rules;
      for (std::uint64_t left = 1 + below(60); left > 0; --left) {
        if (below(4) == 0) rules += '!';
        for (std::uint64_t parts = 1 + below(3); parts > 0; --parts) {
          if (below(2) == 0) {
            rules += letter(0);
            continue;
          }
          rules += below(3) == 0 ? "[^" : "[";
          for (std::uint64_t ranges = 1 + below(20); ranges > 0; --ranges) {
            std::string one = letter(0);
            std::string other = letter(0);
            if (other < one) std::swap(one, other);
            rules += below(2) == 0 ? one : one + "-" + other;
            if (below(20) == 0) rules += "\xEF\xBF\xBD";
          }
          rules += ']';
        }
        rules += '\n';
      }
      Names names;
      for (int i = 0; i < 100; ++i) {
        std::string name = letter(0);
        if (below(10) == 0) name = "\xFF";
        for (std::uint64_t more = below(3); more > 0; --more) name += letter(0);
        names.push_back(name);
      }
      engines(rules)->compare(names);
      if (HasFailure()) FAIL() << "repeat with TARE_SEED=" << seed;
    }
  }
}

// Makes a directory of each name that has another one below it.
void grow(const test::TempTree& tree, const Names& names) {
  for (const std::string& name : names) {
    const std::string start = name + "/";
    const auto below = std::lower_bound(names.begin(), names.end(), start);
    if (below != names.end() && below->compare(0, start.size(), start) == 0) {
      tree.directory(name);
    } else {
      tree.file(name);
    }
  }
}

TEST_F(Random, WalksAgree) {
  const test::TempTree tree;
  const test::TempTree beside;
  tare::ContextOptions options;
  options.directory = tree.path();
  options.ignore_file = beside.path("rules");
  for_each_case(300, [&](const test::RandomCase& random_case, const Engines& both) {
    beside.file("rules", random_case.rules);
    const Names& names = random_case.names;
    grow(tree, names);
    for (const Dialect dialect : {Dialect::buildkit, Dialect::classic}) {
      options.dialect = dialect;
      EXPECT_EQ(test::included(tare::Context(options)), both.oracle().list(dialect, names))
          << (dialect == Dialect::buildkit ? "buildkit" : "classic") << ", ignore file "
          << testing::PrintToString(random_case.rules);
    }
    tree.clear();
  });
}

// Which excluded directories are entered turns on how an exception ends, and shows only where no
// other exception has a wildcard: random files hardly ever get there. Each of the 120 names of up
// to four of `a`, `*` and `**` is the exception of a file with one other rule.
TEST(AllSmallInputs, EveryExceptionOpensItsDirectories) {
  const Names exceptions = names_of({"a", "*", "**"}, 4);
  ASSERT_EQ(exceptions.size(), 3u + 9 + 27 + 81);
  const Names names = names_of({"a", "b"}, 4);
  const test::TempTree tree;
  const test::TempTree beside;
  grow(tree, with_directories(names));
  tare::ContextOptions options;
  options.directory = tree.path();
  options.ignore_file = beside.path("rules");
  for (const std::string rule : {"*", "**", "a", "a/*", "*/a", "**/a", "a/a"}) {
    for (const std::string& exception : exceptions) {
      const std::string rules = rule + "\n!" + exception;
      beside.file("rules", rules);
      const test::Oracle oracle(tare::IgnoreFile::parse(rules));
      for (const Dialect dialect : {Dialect::buildkit, Dialect::classic}) {
        options.dialect = dialect;
        ASSERT_EQ(test::included(tare::Context(options)), oracle.list(dialect, names))
            << (dialect == Dialect::buildkit ? "buildkit" : "classic") << ", ignore file "
            << testing::PrintToString(rules);
      }
    }
  }
}

}  // namespace
