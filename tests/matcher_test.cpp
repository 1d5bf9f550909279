#include "tare/matcher.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "support/oracle.hpp"
#include "tare/error.hpp"

namespace {

using tare::Dialect;
using tare::IgnoreFile;
using tare::Matcher;
using tare::Verdict;

Matcher matcher(std::string_view rules, Dialect dialect = Dialect::buildkit) {
  return Matcher(IgnoreFile::parse(rules), dialect);
}

struct Case {
  const char* rules;
  const char* name;
  bool excluded;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.rules << " on " << c.name; }

class Verdicts : public testing::TestWithParam<Case> {};

TEST_P(Verdicts, AreDockers) {
  const auto [rules, name, excluded] = GetParam();
  EXPECT_EQ(matcher(rules).match(name).excluded, excluded);
  EXPECT_EQ(test::Oracle(IgnoreFile::parse(rules)).match(name).excluded, excluded);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Verdicts,
    testing::Values(Case{"a", "a", true}, Case{"a", "a/b", true}, Case{"a", "b/a", false},
                    Case{"a", "ab", false}, Case{"foo**", "foobar/x", true},
                    Case{"foo/**", "foo", false}, Case{"foo/**", "foo/x", true},
                    Case{"**foo", "a/xfoo", true}, Case{"**/foo", "foo", true},
                    Case{"**/foo", "xfoo", false}, Case{"**", "x", true},
                    Case{"a**foo", "afoo", true}, Case{"a**foo", "ax/foo", true},
                    Case{"a**foo", "axfoo", false}, Case{"a/**b", "a/x/b", true},
                    Case{"a/**b", "a/xb", false}, Case{"*", ".x", true},
                    Case{"*.md", "x/a.md", false}, Case{"A", "a", false}));

INSTANTIATE_TEST_SUITE_P(
    RegularExpressions, Verdicts,
    testing::Values(Case{"**/x*", "a\nb/x", false}, Case{"**/x", "a\nb/x", true},
                    Case{"a[^b]c", "a/c", true}, Case{"[!a]", "!", true}, Case{"[!a]", "a", true},
                    Case{"[!a]", "b", false}, Case{"\\d", "7", true}, Case{"\\*", "*", true},
                    Case{"\\*", "x", false}, Case{"x|y*", "xz", true}, Case{"x|y*", "ay", true},
                    Case{"x|y", "x", false}, Case{"a{2}*", "aab", true}, Case{"a{2}", "aa", false},
                    Case{"a+b*", "a+b", true}, Case{"a+b*", "aab", false},
                    Case{"(a)?", "(a)x", true}, Case{"\\Qa\\E*", "a1", true}));

INSTANTIATE_TEST_SUITE_P(
    Bytes, Verdicts,
    testing::Values(Case{"?", "\xC3\xA9", true}, Case{"?", "\xFF", true},
                    Case{"?", "\xFF\xFE", false}, Case{"???", "\xE2\x80", false},
                    Case{"???", "\xFF\xFE\xFD", true}, Case{"???", "\xE2\x82\xAC", false},
                    Case{"\xFF", "\xFF", true}, Case{"\xFF*", "\xEF\xBF\xBD", true},
                    Case{"\xFF*", "\xFE", true}, Case{"\xFF", "\xFE", false}));

INSTANTIATE_TEST_SUITE_P(Order, Verdicts,
                         testing::Values(Case{"a\n!a", "a", false}, Case{"!a\na", "a", true},
                                         Case{"a\n!a/b", "a/b", false},
                                         Case{"a\n!a/b", "a/c", true},
                                         Case{"a\n!a/b\na/b/c", "a/b/c", true},
                                         Case{"*\n!a", "a/x", false}, Case{"a/x\n!a", "a/x", true},
                                         Case{"!a\na/x", "a/x", true}));

// The rule that decided, as its line, and the part of the name that it matched.
std::string decision(std::string_view rules, std::string_view name) {
  const Matcher m = matcher(rules);
  const Verdict verdict = m.match(name);
  if (verdict.rule == nullptr) return "none";
  return std::to_string(verdict.rule->line) + " " + std::string(name.substr(0, verdict.reach));
}

TEST(Matcher, TellsTheRuleThatDecidedAndWhere) {
  EXPECT_EQ(decision("x\na", "b"), "none");
  EXPECT_EQ(decision("x\na", "a/b/c"), "2 a");
  EXPECT_EQ(decision("a\n**/c", "a/b/c"), "1 a");
  EXPECT_EQ(decision("a\n!a/b", "a/b/c"), "2 a/b");
}

TEST(Matcher, ARuleThatChangesNothingDoesNotDecide) {
  EXPECT_EQ(decision("a\na", "a"), "1 a");
  EXPECT_EQ(decision("!a\nb", "a"), "none");
}

TEST(Matcher, NamesAllRulesThatMatch) {
  std::vector<std::size_t> lines;
  const Matcher m = matcher("a\n**/b\n!a/*\nb\na/b");
  for (const tare::Rule* rule : m.matching("a/b")) lines.push_back(rule->line);
  EXPECT_THAT(lines, testing::ElementsAre(2, 3, 5));
}

bool enters(Dialect dialect, std::string_view rules, std::string_view directory) {
  return matcher(rules, dialect).enters(directory);
}

TEST(Matcher, BuildkitEntersByThePlainTextOfExceptions) {
  const Dialect dialect = Dialect::buildkit;
  EXPECT_FALSE(enters(dialect, "a", "a"));
  EXPECT_TRUE(enters(dialect, "a\n!a/b/c", "a"));
  EXPECT_TRUE(enters(dialect, "a\n!a/b/c", "a/b/c"));
  EXPECT_FALSE(enters(dialect, "a\n!a/b/c", "a/x"));
  EXPECT_FALSE(enters(dialect, "a\n!ab", "a"));
  EXPECT_TRUE(enters(dialect, "a\n!a/b/**", "a/b"));
  EXPECT_TRUE(enters(dialect, "a\n!a/b/*/**", "a/b"));
  EXPECT_FALSE(enters(dialect, "a\n!a/b/**", "a/c"));
}

TEST(Matcher, OneWildcardMakesBuildkitEnterEverything) {
  for (const char* rules :
       {"a\n!**/x.md", "a\n!b/*.md", "a\n!b?", "a\n![b]", "a\n!b\\.", "a\n!b^"}) {
    EXPECT_TRUE(enters(Dialect::buildkit, rules, "z")) << rules;
    EXPECT_FALSE(enters(Dialect::classic, rules, "z")) << rules;
  }
}

TEST(Matcher, ClassicTakesWildcardsForText) {
  EXPECT_TRUE(enters(Dialect::classic, "a\n!a/*/c", "a"));
  EXPECT_TRUE(enters(Dialect::classic, "a\n!a/*/c", "a/*"));
  EXPECT_FALSE(enters(Dialect::classic, "a\n!a/*/c", "a/b"));
}

TEST(Matcher, OneServesBothDialects) {
  const Matcher buildkit = matcher("a\n!**/x.md", Dialect::buildkit);
  const Matcher classic = buildkit.in_dialect(Dialect::classic);
  EXPECT_EQ(classic.dialect(), Dialect::classic);
  EXPECT_TRUE(buildkit.enters("a"));
  EXPECT_FALSE(classic.enters("a"));
  EXPECT_EQ(buildkit.match("a/b").rule, classic.match("a/b").rule);
}

std::string error_of(std::string_view rules) {
  try {
    static_cast<void>(matcher(rules));
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    return error.what();
  }
  return "no error";
}

TEST(Matcher, RefusesWhatGoCannotCompile) {
  EXPECT_THAT(error_of("ok\na[z-a]*"), testing::StartsWith(".dockerignore:2: a[z-a]*: "));
  EXPECT_THAT(error_of("\\i"), testing::StartsWith(".dockerignore:1: \\i: "));
  EXPECT_EQ(error_of("a\\C"), ".dockerignore:1: a\\C: Docker knows no \\C");
  EXPECT_EQ(error_of("\\\\C"), "no error");
  EXPECT_EQ(error_of("\\Q\\C\\E"), "no error");
}

TEST(Matcher, CopiesServeManyThreads) {
  const Matcher original = matcher("**/*.o\nnode_modules\n!**/keep?.o");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([copy = original] {
      for (int j = 0; j < 500; ++j) {
        const std::string name = "d" + std::to_string(j) + "/x.o";
        EXPECT_TRUE(copy.match(name).excluded);
        EXPECT_FALSE(copy.match("d/keep" + std::to_string(j % 10) + ".o").excluded);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
