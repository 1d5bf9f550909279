#include "tare/check.hpp"

#include <gmock/gmock.h>

#include "support/temp_tree.hpp"

namespace {

using tare::Baseline;
using tare::CheckResult;
using tare::Finding;
using tare::Limits;
using test::TempTree;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CheckResult check(const TempTree& tree, const Limits& limits) {
  return tare::check(tare::Context(tree.path()), limits);
}

std::vector<std::string> ids(const CheckResult& result) {
  std::vector<std::string> all;
  for (const Finding& finding : result.findings) all.push_back(finding.id);
  return all;
}

// `NAME BYTES FILES LINE`
std::vector<std::string> largest(const Finding& finding) {
  std::vector<std::string> all;
  for (const tare::Contributor& each : finding.largest) {
    all.push_back(each.name + " " + std::to_string(each.bytes) + " " + std::to_string(each.files) +
                  (each.line_to_add.empty() ? "" : " " + each.line_to_add));
  }
  return all;
}

void put(const TempTree& tree, const std::string& name, std::size_t bytes) {
  tree.file(name, std::string(bytes, 'x'));
}

TEST(Check, ALimitIsKeptWhenItIsMetExactly) {
  const TempTree tree;
  put(tree, "a", 100);
  put(tree, "b", 50);
  Limits limits;
  limits.max_size = 150;
  limits.max_files = limits.min_files = 2;
  limits.max_file_size = 100;
  EXPECT_THAT(ids(check(tree, limits)), IsEmpty());
  limits.max_size = 149;
  limits.max_files = 1;
  limits.min_files = 3;
  limits.max_file_size = 99;
  EXPECT_THAT(ids(check(tree, limits)),
              ElementsAre("max-size", "max-files", "max-file-size", "min-files"));
}

TEST(Check, WhatIsExcludedDoesNotCount) {
  const TempTree tree;
  put(tree, "a", 100);
  put(tree, "out/b", 5000);
  tree.file(".dockerignore", "out\n");
  Limits limits;
  limits.max_size = 104;
  limits.max_file_size = 100;
  limits.forbidden = {"out"};
  const CheckResult result = check(tree, limits);
  EXPECT_THAT(ids(result), IsEmpty());
  ASSERT_EQ(result.uses.size(), 2u);
  EXPECT_EQ(result.uses[0].used, 104u);
  EXPECT_EQ(result.uses[1].used, 100u);
}

TEST(Check, ADirectoryStandsForItsFilesUnlessOneIsNearlyAllOfIt) {
  const TempTree tree;
  put(tree, "video/a/b/film", 9000);
  put(tree, "video/a/note", 10);
  for (int i = 0; i < 10; ++i) put(tree, "src/gen/" + std::to_string(i), 100);
  put(tree, "src/main", 200);
  put(tree, "lone", 700);
  Limits limits;
  limits.max_size = 0;
  EXPECT_THAT(
      largest(check(tree, limits).findings[0]),
      ElementsAre("video/a/b/film 9000 1", "src/gen/ 1000 10", "lone 700 1", "src/main 200 1"));
}

TEST(Check, AUsualSuspectIsNamedAsAWholeWithItsLine) {
  const TempTree tree;
  put(tree, "node_modules/typescript/tsc.js", 9000);
  put(tree, "node_modules/left/pad.js", 100);
  put(tree, "app.js", 500);
  Limits limits;
  limits.max_size = limits.max_files = 1;
  limits.max_file_size = 8000;
  const CheckResult result = check(tree, limits);
  ASSERT_THAT(ids(result), ElementsAre("max-size", "max-files", "max-file-size"));
  EXPECT_THAT(largest(result.findings[0]),
              ElementsAre("node_modules/ 9100 2 node_modules", "app.js 500 1"));
  EXPECT_THAT(largest(result.findings[1]), ElementsAre("node_modules/ 9100 2 node_modules"));
  EXPECT_THAT(largest(result.findings[2]),
              ElementsAre("node_modules/typescript/tsc.js 9000 1 node_modules"));
}

TEST(Check, AnExceptionThatBringsBackTooMuchIsThePlace) {
  const TempTree tree;
  put(tree, "data/big", 9000);
  put(tree, "app", 10);
  tree.file(".dockerignore", "data\n# why\n!data/big\n");
  Limits limits;
  limits.max_size = 1000;
  const CheckResult result = check(tree, limits);
  ASSERT_THAT(ids(result), ElementsAre("max-size"));
  EXPECT_EQ(result.findings[0].line, 3u);
  EXPECT_EQ(result.findings[0].path, tree.path(".dockerignore"));
}

TEST(Check, GrowthIsCountedFromTheBaselineAndRoundedDown) {
  const TempTree tree;
  put(tree, "a/x", 1049);
  Limits limits;
  limits.baseline = Baseline{1, 1000, {{"a", 1, 1000}}};
  limits.max_growth = tare::Growth{0, 49'000};
  EXPECT_THAT(ids(check(tree, limits)), IsEmpty());
  limits.max_growth = tare::Growth{0, 48'999};
  const CheckResult result = check(tree, limits);
  ASSERT_THAT(ids(result), ElementsAre("max-growth"));
  EXPECT_THAT(largest(result.findings[0]), ElementsAre("a/ 49 0"));
  limits.max_growth = tare::Growth{48, {}};
  EXPECT_THAT(ids(check(tree, limits)), ElementsAre("max-growth"));
  limits.baseline->bytes = 1050;  // smaller than before
  EXPECT_THAT(ids(check(tree, limits)), IsEmpty());
}

TEST(Check, GrowthOfAHugeBaselineDoesNotOverflow) {
  const TempTree tree;
  put(tree, "a", 1);
  Limits limits;
  limits.baseline = Baseline{1, ~std::uint64_t{0}, {}};
  limits.max_growth = tare::Growth{0, 10'000'000'000};
  const CheckResult result = check(tree, limits);
  EXPECT_THAT(ids(result), IsEmpty());
  EXPECT_EQ(result.uses[0].limit, ~std::uint64_t{0});
}

TEST(Check, ABaselineComesBackAsItWas) {
  const TempTree tree;
  put(tree, "top", 3);
  put(tree, "b\xFF/x", 5);
  put(tree, "a/deep/er/x", 7);
  put(tree, "a/y", 1);
  Limits limits;
  limits.max_files = 9;
  const Baseline written = check(tree, limits).baseline;
  const Baseline read = Baseline::parse(tare::to_json(written), "x");
  EXPECT_EQ(read.files, 4u);
  EXPECT_EQ(read.bytes, 16u);
  ASSERT_EQ(read.parts.size(), 3u);
  EXPECT_EQ(read.parts[0].name, ".");
  EXPECT_EQ(read.parts[1].name, "a");
  EXPECT_EQ(read.parts[1].bytes, 8u);
  EXPECT_EQ(read.parts[2].name, "b\xFF");
}

TEST(Check, AForbiddenPatternHasItsExceptionsAndTheFirstPlaces) {
  const TempTree tree;
  put(tree, "keys/a.pem", 5);
  put(tree, "keys/test.pem", 5);
  put(tree, "keys/b.pem", 7);
  Limits limits;
  limits.forbidden = {"**/*.pem", "!**/test.pem", "keys/b*"};
  const CheckResult result = check(tree, limits);
  ASSERT_THAT(ids(result), ElementsAre("forbidden", "forbidden"));
  EXPECT_THAT(largest(result.findings[0]), ElementsAre("keys/b.pem 7 1", "keys/a.pem 5 1"));
  EXPECT_EQ(result.findings[0].fix.text, "**/*.pem");
  EXPECT_THAT(largest(result.findings[1]), ElementsAre("keys/b.pem 7 1"));
}

TEST(Check, TakesAThousandPatternsOfAKind) {
  const TempTree tree;
  put(tree, "a", 1);
  Limits limits;
  limits.required.assign(Limits::kMostPatterns, "a");
  EXPECT_THAT(ids(check(tree, limits)), IsEmpty());
  limits.required.emplace_back("a");
  EXPECT_THROW((void)check(tree, limits), tare::Error);
  limits.required.clear();
  limits.forbidden.assign(Limits::kMostPatterns + 1, "b");
  EXPECT_THROW((void)check(tree, limits), tare::Error);
}

TEST(Check, WhatIsRequiredAndExcludedNamesTheRule) {
  const TempTree tree;
  put(tree, "dist/app.js", 5);
  put(tree, "docs/a.md", 5);
  tree.file(".dockerignore", "*.txt\ndist\ndocs/*.md\n");
  Limits limits;
  limits.required = {"dist/app.js", "docs/a.md", "gone/x"};
  const CheckResult result = check(tree, limits);
  ASSERT_EQ(result.findings.size(), 3u);
  EXPECT_EQ(result.findings[0].line, 2u);
  EXPECT_EQ(result.findings[1].line, 3u);
  EXPECT_EQ(result.findings[2].line, 0u);
  EXPECT_THAT(result.findings[2].message, HasSubstr("no such file"));
  // The line that is proposed is the cure.
  tree.file(".dockerignore", "*.txt\ndist\ndocs/*.md\n" + result.findings[0].fix.text + "\n" +
                                 result.findings[1].fix.text + "\n");
  EXPECT_EQ(check(tree, limits).findings.size(), 1u);
}

TEST(Check, IsTheSameWithAnyNumberOfThreads) {
  const TempTree tree;
  for (int i = 0; i < 300; ++i) {
    put(tree, std::to_string(i % 7) + "/" + std::to_string(i % 5) + "/" + std::to_string(i),
        static_cast<std::size_t>(i));
  }
  Limits limits;
  limits.max_size = limits.max_files = 1;
  limits.forbidden = {"3"};
  const auto told = [&](unsigned threads) {
    tare::CheckOptions options;
    options.threads = threads;
    const CheckResult result = tare::check(tare::Context(tree.path()), limits, options);
    return tare::to_json(result.findings, {}) + tare::to_json(result.baseline);
  };
  EXPECT_EQ(told(1), told(8));
}

}  // namespace
