#include "tare/ignore_file.hpp"

#include <gmock/gmock.h>

#include "tare/error.hpp"

namespace {

using tare::IgnoreFile;
using tare::Rule;

std::string shown(const Rule& rule) {
  return std::to_string(rule.line) + (rule.exception ? " !" : " ") + rule.pattern;
}

std::vector<std::string> rules(std::string_view text) {
  std::vector<std::string> list;
  const IgnoreFile file = IgnoreFile::parse(text);
  for (const Rule& rule : file.rules()) list.push_back(shown(rule));
  return list;
}

std::string error_in(std::string_view text) {
  try {
    static_cast<void>(IgnoreFile::parse(text, "shop/.dockerignore"));
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    return error.what();
  }
  return "no error";
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(IgnoreFile, HashInTheFirstColumnIsAComment) {
  EXPECT_THAT(rules("#a\n #a\na#b\n"), ElementsAre("2 #a", "3 a#b"));
}

TEST(IgnoreFile, CommentsAreKept) {
  const IgnoreFile file = IgnoreFile::parse("#\na\n# tare: allow x \r\n #b\n");
  ASSERT_EQ(file.comments().size(), 2u);
  EXPECT_EQ(file.comments()[0].text, "");
  EXPECT_EQ(file.comments()[1].line, 3u);
  EXPECT_EQ(file.comments()[1].text, "tare: allow x");
}

TEST(IgnoreFile, LinesKeepTheirNumbersAndTheirText) {
  const IgnoreFile file = IgnoreFile::parse("# head\n\n  ./node_modules/  \r\n! docs/../*.md", "x");
  ASSERT_EQ(file.rules().size(), 2u);
  EXPECT_EQ(file.rules()[0].line, 3u);
  EXPECT_EQ(file.rules()[0].file, "x");
  EXPECT_EQ(file.rules()[0].original, "./node_modules/");
  EXPECT_EQ(file.rules()[0].pattern, "node_modules");
  EXPECT_FALSE(file.rules()[0].exception);
  EXPECT_EQ(file.rules()[1].line, 4u);
  EXPECT_EQ(file.rules()[1].original, "! docs/../*.md");
  EXPECT_EQ(file.rules()[1].pattern, "*.md");
  EXPECT_TRUE(file.rules()[1].exception);
}

TEST(IgnoreFile, WhiteSpaceIsWhatUnicodeSaysItIs) {
  EXPECT_THAT(rules("\xC2\xA0 a \xE2\x80\xA8\n\xE3\x80\x80\n\xE2\x80\x8B"),
              ElementsAre("1 a", "3 \xE2\x80\x8B"));
}

TEST(IgnoreFile, ByteOrderMarkGoesFromTheFirstLineOnly) {
  EXPECT_THAT(rules("\xEF\xBB\xBF#a\n\xEF\xBB\xBF#a"), ElementsAre("2 \xEF\xBB\xBF#a"));
}

TEST(IgnoreFile, OneLeadingSlashGoes) {
  EXPECT_THAT(rules("/a\n//b\n/\n!/c"), ElementsAre("1 a", "2 b", "3 /", "4 !c"));
}

TEST(IgnoreFile, PatternsAreCleanedLikePaths) {
  EXPECT_THAT(rules("a//b/./c/../d/\n./\n../x\n/../y\na/.."),
              ElementsAre("1 a/b/d", "2 .", "3 ../x", "4 y", "5 ."));
}

TEST(IgnoreFile, ExclamationMarkCountsAfterCleaningToo) {
  EXPECT_THAT(rules("/!x\n./!y\n!!z\n! w"), ElementsAre("1 !x", "2 !y", "3 !!z", "4 !w"));
}

TEST(IgnoreFile, LoneExclamationMarkIsAnError) {
  EXPECT_EQ(error_in("a\n!\n"),
            "shop/.dockerignore:2: !: an exception needs a pattern after the '!'");
  EXPECT_EQ(error_in("!/"), "shop/.dockerignore:1: !: an exception needs a pattern after the '!'");
}

TEST(IgnoreFile, MalformedPatternsAreErrorsWithLineAndPattern) {
  EXPECT_EQ(error_in("ok\n[a\n"), "shop/.dockerignore:2: [a: '[' is never closed");
  EXPECT_EQ(error_in("*/[]a]"),
            "shop/.dockerignore:1: */[]a]: a ']' in '[...]' needs a character before it, or '\\]'");
  EXPECT_EQ(error_in("[a-]"),
            "shop/.dockerignore:1: [a-]: a ']' in '[...]' needs a character before it, or '\\]'");
  EXPECT_EQ(
      error_in("[-a]"),
      "shop/.dockerignore:1: [-a]: a '-' in '[...]' needs a character on both sides, or '\\-'");
  EXPECT_EQ(error_in("a\\"), "shop/.dockerignore:1: a\\: a '\\' at the end escapes nothing");
}

// Go's check ends with the first piece that does not match ".".
TEST(IgnoreFile, ErrorsBehindTheFirstPieceAreOverlookedAsInDocker) {
  EXPECT_THAT(rules("a*/[]a]"), ElementsAre("1 a*/[]a]"));
  EXPECT_THAT(rules(".a*[b"), ElementsAre("1 .a*[b"));
  EXPECT_EQ(error_in(".*[b"), "shop/.dockerignore:1: .*[b: '[' is never closed");
  EXPECT_EQ(error_in("[.-9]*[b"), "shop/.dockerignore:1: [.-9]*[b: '[' is never closed");
  EXPECT_EQ(error_in("[^a]*[b"), "shop/.dockerignore:1: [^a]*[b: '[' is never closed");
}

TEST(IgnoreFile, LinesEndWhereDockersReaderEndsThem) {
  EXPECT_THAT(rules(std::string(65535, 'a') + "\nb"),
              ElementsAre("1 " + std::string(65535, 'a'), "2 b"));
  const std::string too_long(65536, 'a');
  const std::string message = "the line has 65536 bytes; Docker reads lines of up to 65535";
  EXPECT_EQ(error_in("b\n" + too_long), "shop/.dockerignore:2: " + message);
  EXPECT_EQ(error_in("#" + too_long.substr(1)), "shop/.dockerignore:1: " + message);
  EXPECT_EQ(error_in(too_long.substr(1) + "\r\n"), "shop/.dockerignore:1: " + message);
}

TEST(IgnoreFile, NulBytesAreAnError) {
  EXPECT_EQ(error_in(std::string_view("a\nb\0c", 5)),
            "shop/.dockerignore:2: the line holds a NUL byte; is this a text file?");
}

// That of rules takes a second to reach: tests/limits.
TEST(IgnoreFile, HasAMostSizeFarBeyondWhatDockerCanUse) {
  const std::string text(IgnoreFile::kMostBytes + 1, '\n');
  try {
    static_cast<void>(IgnoreFile::parse(text, "f"));
    FAIL() << "takes it";
  } catch (const tare::Error& error) {
    EXPECT_STREQ(error.what(), "'f': is larger than an ignore file can be, which is 67.1 MB");
  }
}

TEST(IgnoreFile, NothingMeansNoRules) {
  EXPECT_THAT(rules(""), IsEmpty());
  EXPECT_THAT(rules("\n \n\t\r\n#x"), IsEmpty());
}

}  // namespace
