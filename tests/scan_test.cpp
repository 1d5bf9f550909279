#include "tare/scan.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "support/oracle.hpp"
#include "support/random_cases.hpp"
#include "tare/error.hpp"

namespace {

using tare::IgnoreFile;
using tare::Matcher;
using tare::Scan;

constexpr std::size_t kAlmostNone = 1;  // of memory: a handful of states

std::string parent_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? "" : name.substr(0, slash);
}

// Goes over names as a walk does, and hands every state down, from one scan to the next in turn.
class Relay {
 public:
  Relay(const Matcher& matcher, std::initializer_list<std::size_t> memories) {
    for (const std::size_t memory : memories) scans_.emplace_back(matcher, memory);
  }

  Scan::State match(const std::string& name) {
    Scan& scan = scans_[turn_++ % scans_.size()];
    return states_[name] = scan.match(name, states_[parent_of(name)]);
  }

 private:
  std::vector<Scan> scans_;
  std::size_t turn_ = 0;
  std::map<std::string, Scan::State> states_{{"", {}}};
};

std::string chain_of_questions(char last) {
  return std::string("**/*") + last + "????????????????";
}

// Names over which `**/*e????????????????` has a new state nearly every letter.
std::vector<std::string> explosive_names(std::size_t count) {
  std::mt19937 random(20);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = "d/";
    while (name.size() < 60) name += random() % 2 == 0 ? 'e' : 'x';
    names.push_back(name);
  }
  return names;
}

TEST(Scan, AStateCarriesTheVerdictOfTheDirectory) {
  const Matcher matcher(IgnoreFile::parse("a\n!a/b\n**/c"));
  Relay relay(matcher, {Scan::kMemory});
  EXPECT_TRUE(relay.match("a").verdict().excluded);
  EXPECT_TRUE(relay.match("a/x").verdict().excluded);
  EXPECT_EQ(relay.match("a/x").verdict().reach, 1U);
  EXPECT_FALSE(relay.match("a/b").verdict().excluded);
  EXPECT_FALSE(relay.match("a/b/x").verdict().excluded);
  EXPECT_EQ(relay.match("a/b/c").verdict().rule->line, 3U);
}

// The cache runs full all the time, states come from another scan or another age of this one, and
// some scans have given up on states: the answers are the same.
TEST(Scan, AnswersDoNotDependOnMemoryOrOnTheScanAStateCameFrom) {
  test::RandomCases cases(7);
  std::size_t compared = 0;
  for (int i = 0; i < 300; ++i) {
    const test::RandomCase random = cases.next();
    SCOPED_TRACE(random.rules);
    try {
      const IgnoreFile rules = IgnoreFile::parse(random.rules);
      const Matcher matcher(rules);
      const test::Oracle oracle(rules);
      Relay relay(matcher, {Scan::kMemory, kAlmostNone, 20000});
      for (const std::string& name : random.names) {
        ASSERT_EQ(test::decision(relay.match(name).verdict()), oracle.match(name)) << name;
        ++compared;
      }
    } catch (const tare::Error&) {
      continue;
    }
  }
  EXPECT_GT(compared, 5000U);
}

TEST(Scan, PatternsThatExplodeKeepTheirVerdicts) {
  const IgnoreFile rules = IgnoreFile::parse(chain_of_questions('e') + "\n!d/*x\n**/exe*");
  const test::Oracle oracle(rules);
  Relay relay(Matcher(rules), {kAlmostNone, std::size_t{1} << 16});
  relay.match("d");
  for (const std::string& name : explosive_names(1000)) {
    ASSERT_EQ(test::decision(relay.match(name).verdict()), oracle.match(name)) << name;
  }
}

TEST(Scan, ManyRulesCrossTheWordsOfTheSimulation) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += (i % 3 == 0 ? "!**/" : "**/") + std::to_string(i) + "*e????????\n";
  }
  const IgnoreFile rules = IgnoreFile::parse(text + chain_of_questions('x'));
  const test::Oracle oracle(rules);
  Relay relay(Matcher(rules), {kAlmostNone});
  relay.match("d");
  std::size_t line = 0;
  for (std::string name : explosive_names(300)) {
    name.insert(2, std::to_string(line++));
    ASSERT_EQ(test::decision(relay.match(name).verdict()), oracle.match(name)) << name;
  }
}

TEST(Scan, MoreCharactersThanATableIsWideAreToldApart) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += std::string("*\xE4") + static_cast<char>(0xB8 + i / 64) +
            static_cast<char>(0x80 + i % 64) + "x\n";
  }
  const Matcher matcher(IgnoreFile::parse(text));
  Scan scan(matcher);
  for (int twice = 0; twice < 2; ++twice) {
    const Scan::State last = scan.match("\xE4\xC7", {});
    EXPECT_FALSE(last.verdict().excluded);
    EXPECT_EQ(scan.match("a\xE4\xB8\x80x", {}).verdict().rule->line, 1U);
    EXPECT_EQ(scan.match("a\xE4\xBA\x81x", {}).verdict().rule->line, 130U);
    EXPECT_FALSE(scan.match("a\xE5\xB8\x80x", {}).verdict().excluded);
  }
}

TEST(Scan, TellsTheRuleThatRepeatsTheVerdict) {
  const Matcher matcher(IgnoreFile::parse("*.log\n**/*.log\n!keep.log\n*"));
  Scan scan(matcher);
  const tare::Verdict repeated = scan.match("a.log", {}).verdict();
  EXPECT_EQ(repeated.rule->line, 1U);
  EXPECT_EQ(repeated.repeated_by->line, 4U);
  const tare::Verdict brought_back_and_lost = scan.match("keep.log", {}).verdict();
  EXPECT_EQ(brought_back_and_lost.rule->line, 4U);
  EXPECT_EQ(brought_back_and_lost.repeated_by, nullptr);
}

struct Below {
  bool include;
  bool decide;
  bool operator==(const Below&) const = default;
};

void PrintTo(const Below& below, std::ostream* out) {
  *out << "include " << below.include << ", decide " << below.decide;
}

Below below(std::string_view rules, const std::string& directory, std::size_t memory) {
  Scan scan(Matcher(IgnoreFile::parse(rules)), memory);
  Scan::State state;
  for (std::size_t end = directory.find('/'); end != std::string::npos;
       end = directory.find('/', end + 1)) {
    state = scan.match(directory.substr(0, end), state);
  }
  state = scan.match(directory, state);
  return {scan.may_include_below(directory, state), scan.may_decide_below(directory, state)};
}

class Pruning : public testing::TestWithParam<std::size_t> {
 protected:
  static Below below(std::string_view rules, const std::string& directory) {
    return ::below(rules, directory, GetParam());
  }
};

constexpr Below kNothing{false, false};
constexpr Below kBoth{true, true};
constexpr Below kOnlyDecide{false, true};

TEST_P(Pruning, AnExceptionCountsWhereItCanStillMatch) {
  EXPECT_EQ(below("*\n!src/**/x.go", "src"), kBoth);
  EXPECT_EQ(below("*\n!src/**/x.go", "lib"), kNothing);
  EXPECT_EQ(below("*\n!**/x.go", "lib"), kBoth);
  EXPECT_EQ(below("a\n!a/*/c", "a/b"), kBoth);
  EXPECT_EQ(below("a\n!a/*/c", "a/b/d"), kNothing);
  EXPECT_EQ(below("a\n!a/b?/c", "a/x"), kNothing);
}

TEST_P(Pruning, AnExceptionBeforeTheRuleThatDecidedIsOverruled) {
  EXPECT_EQ(below("!**/*.md\nnode_modules", "node_modules"), kNothing);
  EXPECT_EQ(below("node_modules\n!**/*.md", "node_modules"), kBoth);
}

TEST_P(Pruning, ARuleThatTakesEverythingBelowEndsIt) {
  EXPECT_EQ(below("*\n!**/*.go\nvendor/**", "vendor"), kOnlyDecide);
  EXPECT_EQ(below("*\n!**/*.go\nvendor/**", "other"), kBoth);
  EXPECT_EQ(below("*\nvendor/**\n!**/*.go", "vendor"), kBoth);
  EXPECT_EQ(below("*\n!**/*.go\n!vendor/**", "vendor"), kBoth);
  // A name with a newline is none that `.*` matches.
  EXPECT_EQ(below("*\n!**/*.go\n**/vendor/**", "vendor"), kBoth);
}

TEST_P(Pruning, ARegularExpressionMayAlwaysMatch) {
  EXPECT_EQ(below("*\n!a\\d|b", "src"), kBoth);
  EXPECT_EQ(below("!a\\d|b*\n*", "src"), kNothing);
}

INSTANTIATE_TEST_SUITE_P(Memory, Pruning, testing::Values(Scan::kMemory, kAlmostNone));

}  // namespace
