#include "shell_words.hpp"

#include <gmock/gmock.h>

#include "variables.hpp"

namespace {

const tare::Variables kVariables{
    {"A", "a"},        {"EMPTY", ""},         {"P", "src/app/main.tar.gz"}, {"Q", "it's \"$A\""},
    {"S", "one  two"}, {"L", "x*y?z"},        {"N", "one\ntwo.gz"},         {"U", "äöü"},
    {"1", "first"},    {"\xC3\xA4", "umlaut"}};

struct WordCase {
  std::string word;
  std::string text;
};

std::string expanded(const std::string& word, tare::ShellRules rules = {}) {
  tare::Budget budget;
  return tare::expand(word, rules, tare::lookup_in(kVariables), budget).text;
}

void expect_words(const std::vector<WordCase>& cases, tare::ShellRules rules = {}) {
  for (const auto& [word, text] : cases) EXPECT_EQ(expanded(word, rules), text) << word;
}

void expect_refused(const std::vector<std::string>& words) {
  for (const std::string& word : words) EXPECT_THROW((void)expanded(word), tare::WordError) << word;
}

TEST(ShellWords, NamesEndWhereLettersDo) {
  expect_words({{"$A", "a"},
                {"${A}b", "ab"},
                {"$Ab", ""},
                {"$A.b", "a.b"},
                {"$A-$A", "a-a"},
                {"$NONE/x", "/x"},
                {"$1st", "firstst"},
                {"$ä", "umlaut"},
                {"$", "$"},
                {"$.x", "$.x"},
                {"a$", "a$"},
                {"$@x", "x"}});
}

TEST(ShellWords, QuotesAndEscapes) {
  expect_words({{"'$A'", "$A"},
                {"\"$A b\"", "a b"},
                {"\"it's\"", "it's"},
                {R"(\$A)", "$A"},
                {R"("\$A\"\\\x")", R"($A"\\x)"},
                {R"(a\ b)", "a b"},
                {"a\\", "a"},
                {"'a'\"b\"c", "abc"},
                {"''", ""}});
}

TEST(ShellWords, WhatAVariableHoldsIsText) {
  expect_words({{"$Q", "it's \"$A\""}, {"\"$Q\"", "it's \"$A\""}, {"$L", "x*y?z"}});
}

TEST(ShellWords, TheEscapeIsThatOfTheFile) {
  expect_words({{"`$A", "$A"}, {R"(\$A)", R"(\a)"}, {"\"`\"`x\"", "\"`x"}}, {'`', true});
}

TEST(ShellWords, HeredocsHaveNoQuotes) {
  expect_words({{"'$A' \"", "'a' \""}, {R"(\$A)", "$A"}}, {'\\', false});
}

TEST(ShellWords, WordsInPlaceOfValues) {
  expect_words({{"${A:-x}", "a"},
                {"${EMPTY:-x}", "x"},
                {"${EMPTY-x}", ""},
                {"${NONE-x}", "x"},
                {"${A:+x}", "x"},
                {"${EMPTY:+x}", ""},
                {"${EMPTY+x}", "x"},
                {"${NONE+x}", ""},
                {"${EMPTY?m}", ""},
                {"${A:?m}", "a"},
                {"${NONE:-${EMPTY:-${A}}}b", "ab"},
                {"${NONE:-'}'}", "}"},
                {R"(${NONE:-\}})", "}"},
                {"${NONE:-a b}", "a b"}});
}

TEST(ShellWords, PatternsAtTheEnds) {
  expect_words({{"${P#*/}", "app/main.tar.gz"},
                {"${P##*/}", "main.tar.gz"},
                {"${P%.*}", "src/app/main.tar"},
                {"${P%%.*}", "src/app/main"},
                {"${P%/*/*}", "src"},
                {"${P#s?c}", "/app/main.tar.gz"},
                {"${P#x}", "src/app/main.tar.gz"},
                {"${P#}", "src/app/main.tar.gz"},
                {"${P%[gz]}", "src/app/main.tar.gz"},
                {R"(${L%\?z})", "x*y"},
                {R"(${L#x\*})", "y?z"},
                {"${L#${L%y*}}", "*y?z"},
                {"${U#?}", "öü"},
                {"${U%?}", "äö"},
                {"${NONE#x}", ""}});
}

TEST(ShellWords, AStarStaysInItsLine) {
  expect_words({{"${N##*}", "\ntwo.gz"}, {"${N#*two}", "one\ntwo.gz"}, {"${N%%t*}", "one\n"}});
}

TEST(ShellWords, Replacing) {
  expect_words({{"${P/a/b}", "src/bpp/main.tar.gz"},
                {"${P//a/b}", "src/bpp/mbin.tbr.gz"},
                {R"(${P//\//-})", "src-app-main.tar.gz"},
                {"${P/a*a/x}", "src/xr.gz"},
                {"${P//?/x}", "xxxxxxxxxxxxxxxxxxx"},
                {"${P/none/x}", "src/app/main.tar.gz"},
                {"${P/src/$A}", "a/app/main.tar.gz"},
                {"${U//ö/o}", "äoü"}});
}

TEST(ShellWords, AllReplacementsAreTemplatesOfGo) {
  expect_words({{"${A//a/'$0$0'}", "aa"},
                {"${A//a/'<$$>'}", "<$>"},
                {"${A//a/'<$name>'}", "<>"},
                {"${A/a/'$0'}", "$0"},
                {"${A//'*'/x}", "x"},
                {"${U//''/-}", "-ä-ö-ü-"}});
}

TEST(ShellWords, WhatIsMalformedIsRefused) {
  expect_refused({"'a",        "\"a",        "\"${A}",     "${",      "${}",     "${A",
                  "${A:-x",    "${:x}",      "${{A}}",     "${A:x}",  "${A:}",   "${A=x}",
                  "${A:#x}",   "${A,,}",     "${A/x}",     "${A//x}", "${A/x/y", "${NONE:?m}",
                  "${NONE?m}", "${EMPTY:?}", R"(${A#\x})", "\"a\\"});
}

TEST(ShellWords, ARefusalSaysWhatIsMissing) {
  try {
    (void)expanded("${NONE:?give a version}");
    FAIL();
  } catch (const tare::WordError& error) {
    EXPECT_STREQ(error.what(), "'NONE' must be set: give a version");
  }
}

TEST(ShellWords, BytesThatAreNoTextBecomeTheSignForThat) {
  expect_words({{"a\xFF", "a\xEF\xBF\xBD"},
                {"\xEF\xBB\xBF"
                 "a",
                 "a"}});
}

TEST(ShellWords, UnquotedBlanksPartWords) {
  tare::Budget budget;
  const auto words = [&](const char* word) {
    return tare::expand(word, {}, tare::lookup_in(kVariables), budget).words();
  };
  EXPECT_THAT(words("$S 'a b' c\\ d"), testing::ElementsAre("one", "two", "a b", "c d"));
  EXPECT_THAT(words("\"$S\""), testing::ElementsAre("one  two"));
  EXPECT_THAT(words("$EMPTY"), testing::IsEmpty());
}

TEST(ShellWords, DeepNestingIsRefused) {
  std::string word;
  for (int i = 0; i < 100000; ++i) word += "${NONE:-";
  EXPECT_THROW((void)expanded(word), tare::WordError);
  EXPECT_EQ(expanded("${NONE:-${NONE:-${NONE:-${NONE:-x}}}}"), "x");
}

TEST(ShellWords, LongValuesAndLongWorkAreRefused) {
  const tare::Variables large{{"X", std::string(600'000, 'x')}};
  tare::Budget budget;
  const auto expand = [&](const char* word) {
    return tare::expand(word, {}, tare::lookup_in(large), budget).text.size();
  };
  EXPECT_EQ(expand("$X"), 600'000);
  EXPECT_THROW((void)expand("$X$X"), tare::WordError);
  EXPECT_THROW((void)expand("\"$X$X\""), tare::WordError);
  EXPECT_THROW((void)expand("${X//x/yy}"), tare::WordError);
  EXPECT_THROW((void)expand("${X//*z/y}"), tare::WordError);
}

}  // namespace
