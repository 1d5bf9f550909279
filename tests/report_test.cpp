#include "tare/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/tar.hpp"
#include "support/temp_tree.hpp"

namespace {

using tare::Place;
using tare::Report;
using test::TempTree;
using testing::ElementsAre;
using testing::IsEmpty;

Report report_on(const TempTree& tree, const tare::ReportOptions& options = {}) {
  return tare::report(tare::Context(tree.path()), options);
}

// `BYTES FILES NAME :LINE`
std::vector<std::string> places(const Report& report) {
  std::vector<std::string> list;
  for (const Place& place : report.places) {
    const char* mark = place.kind == Place::Kind::directory ? "/" : "";
    list.push_back(std::to_string(place.tally.bytes) + " " + std::to_string(place.tally.files) +
                   " " + place.name + mark + " :" + std::to_string(place.rule->line));
  }
  return list;
}

TempTree& shop(TempTree& tree) {
  tree.file("app.js", std::string(100, 'x'));
  tree.file("lib/a.js", std::string(50, 'x'));
  tree.file("README.md", std::string(10, 'x'));
  tree.file("CHANGES.md", std::string(20, 'x'));
  tree.file("node_modules/express/index.js", std::string(1000, 'x'));
  tree.file("node_modules/.bin/x", std::string(1, 'x'));
  tree.symlink("node_modules/link", "express");
  tree.file(".git/HEAD", std::string(40, 'x'));
  tree.file(".dockerignore", "node_modules\n.git\n*.md\nunused\n");
  return tree;
}

TEST(Report, AccountsForEveryByteAndTheRuleThatExcludedIt) {
  TempTree tree;
  const Report report = report_on(shop(tree));
  EXPECT_EQ(report.context.files, 3u);
  EXPECT_EQ(report.context.directories, 1u);
  EXPECT_EQ(report.context.bytes, 100u + 50 + 30);
  EXPECT_EQ(report.excluded.files, 5u);
  EXPECT_EQ(report.excluded.directories, 4u);
  EXPECT_EQ(report.excluded.links, 1u);
  EXPECT_EQ(report.excluded.bytes, 10u + 20 + 1000 + 1 + 40);
  EXPECT_TRUE(report.complete);
  EXPECT_THAT(places(report), ElementsAre("1001 2 node_modules/ :1", "40 1 .git/ :2", "30 2  :3"));
  ASSERT_EQ(report.rules.size(), 4u);
  EXPECT_EQ(report.rules[0].tally.bytes, 1001u);
  EXPECT_EQ(report.rules[3].tally.entries(), 0u);
}

TEST(Report, NamesEachExcludedFileWhenAsked) {
  TempTree tree;
  tare::ReportOptions options;
  options.each_entry = true;
  EXPECT_THAT(places(report_on(shop(tree), options)),
              ElementsAre("1001 2 node_modules/ :1", "40 1 .git/ :2", "20 1 CHANGES.md :3",
                          "10 1 README.md :3"));
}

TEST(Report, WhatIsExcludedBelowAnEnteredDirectoryBelongsToThatDirectory) {
  const TempTree tree;
  tree.file("a/b/x", "123");
  tree.file("a/b/y.md", "12345");
  tree.file(".dockerignore", "a\n!**/*.md\n.dockerignore\n");
  const Report report = report_on(tree);
  EXPECT_THAT(places(report), ElementsAre("3 1 a/ :1"));
  EXPECT_EQ(report.context.bytes, 5u + 25);  // the ignore file is kept for the builder
  EXPECT_EQ(report.rules[1].tally.files, 1u);
}

TEST(Report, ExceptionsCountWhatTheyBringBack) {
  const TempTree tree;
  tree.file("a/keep", "1234");
  tree.file("a/drop", "1");
  tree.file(".dockerignore", "a\n!a/keep\n");
  const Report report = report_on(tree);
  EXPECT_TRUE(report.rules[1].rule->exception);
  EXPECT_EQ(report.rules[1].tally.files, 1u);
  EXPECT_EQ(report.rules[1].tally.bytes, 4u);
}

TEST(Report, AHardLinkedFileCountsOnceAndFirstInTheContext) {
  const TempTree tree;
  tree.file("out/a", "12345");
  tree.hard_link("out/b", "out/a");
  tree.file("out2/c", "123");
  tree.hard_link("out3/d", "out2/c");
  tree.hard_link("z", "out/a");
  tree.file(".dockerignore", "out*\n");
  const Report report = report_on(tree);
  EXPECT_EQ(report.context.bytes, 5u + 5);
  EXPECT_EQ(report.excluded.files, 4u);
  EXPECT_EQ(report.excluded.bytes, 3u);
  EXPECT_THAT(places(report), ElementsAre("3 1 out2/ :1", "0 2 out/ :1", "0 1 out3/ :1"));
}

TEST(Report, IsTheSameWithAnyNumberOfThreads) {
  const TempTree tree;
  for (std::size_t i = 0; i < 400; ++i) {
    tree.file("out/" + std::to_string(i % 23) + "/" + std::to_string(i), std::string(i, 'x'));
  }
  for (int i = 0; i < 40; ++i) {
    tree.hard_link("more" + std::to_string(i % 7) + "/" + std::to_string(i),
                   "out/" + std::to_string(i % 23) + "/" + std::to_string(i));
  }
  tree.file(".dockerignore", "out\nmore*\n");
  tare::ReportOptions options;
  options.threads = 1;
  const std::string one = to_json(report_on(tree, options), "x");
  for (const unsigned threads : {2u, 8u}) {
    options.threads = threads;
    EXPECT_EQ(to_json(report_on(tree, options), "x"), one);
  }
}

TEST(Report, TotalsEqualThoseOfTheArchive) {
  TempTree tree;
  shop(tree);
  Report packed;
  const std::vector<test::TarEntry> entries =
      test::read_tar(test::pack(tare::Context(tree.path()), {}, &packed));
  std::uint64_t bytes = 0;
  for (const test::TarEntry& entry : entries) bytes += entry.data.size();
  EXPECT_EQ(packed.context.bytes, bytes);
  EXPECT_EQ(packed.context.entries(), entries.size());
  EXPECT_EQ(to_json(packed, "x"), to_json(report_on(tree), "x"));
}

TEST(Report, BuildFilesAreSentAndNamed) {
  const TempTree tree;
  tree.file("Dockerfile", "FROM scratch\n");
  tree.file(".dockerignore", "*\n");
  const Report report = report_on(tree);
  ASSERT_EQ(report.build_files.size(), 2u);
  EXPECT_EQ(report.build_files[1].name, "Dockerfile");
  EXPECT_EQ(report.build_files[1].bytes, 13u);
  EXPECT_EQ(report.build_files[1].rule->line, 1u);
  EXPECT_EQ(report.context.files, 2u);
  EXPECT_EQ(report.excluded.files, 0u);
}

// Adds up what an observer is told.
class Sum : public tare::ReportObserver {
 public:
  void include(const tare::Entry& entry, std::uint64_t bytes) override {
    ++entries;
    included += bytes;
    EXPECT_TRUE(entry.kind != tare::Kind::file || entry.status != nullptr) << entry.name;
  }
  void exclude(const tare::Entry& /*entry*/, tare::Visitor::Extent /*extent*/) override {
    ++excluded;
  }
  std::uint64_t entries = 0, included = 0, excluded = 0;
};

TEST(Report, ObserversSeeEachEntryAndTheBytesThatItCountsFor) {
  TempTree tree;
  shop(tree).hard_link("lib/again.js", "app.js");
  Sum first, second;
  tare::ReportOptions options;
  options.observers = {&first, &second};
  const Report report = report_on(tree, options);
  EXPECT_EQ(first.entries, report.context.entries());
  EXPECT_EQ(first.included, report.context.bytes);
  EXPECT_EQ(first.excluded, 4u);
  EXPECT_EQ(second.included, first.included);
}

TEST(Report, WithoutMeasuringNothingExcludedIsLookedInto) {
  TempTree tree;
  tare::ReportOptions options;
  options.measure = false;
  const Report report = report_on(shop(tree), options);
  EXPECT_FALSE(report.measured);
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.excluded.bytes, 0u);
  EXPECT_EQ(report.excluded.entries(), 4u);
}

TEST(Report, JsonHoldsItAll) {
  TempTree tree;
  tare::ReportOptions options;
  options.each_entry = true;
  const auto json = nlohmann::json::parse(to_json(report_on(shop(tree), options), "shop"));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["directory"], "shop");
  EXPECT_EQ(json["dialect"], "buildkit");
  EXPECT_EQ(json["ignore_file"], tree.path(".dockerignore"));
  EXPECT_EQ(json["context"]["files"], 3);
  EXPECT_EQ(json["excluded"]["bytes"], 1071);
  EXPECT_EQ(json["excluded"]["complete"], true);
  EXPECT_EQ(json["rules"][2]["pattern"], "*.md");
  EXPECT_EQ(json["rules"][2]["line"], 3);
  EXPECT_EQ(json["rules"][2]["exception"], false);
  EXPECT_EQ(json["rules"][2]["files"], 2);
  EXPECT_EQ(json["rules"][2]["bytes"], 30);
  EXPECT_EQ(json["excluded_paths"][0]["path"], "node_modules");
  EXPECT_EQ(json["excluded_paths"][0]["directory"], true);
  EXPECT_EQ(json["excluded_paths"][0]["rule"]["line"], 1);
  EXPECT_EQ(json["excluded_paths"].size(), 4u);
}

TEST(Report, JsonStaysTextWhateverTheNames) {
  const TempTree tree;
  tree.file("\xFF\x01z", "x");
  tree.file(".dockerignore", "\xFF*\n");
  tare::ReportOptions options;
  options.each_entry = true;
  const auto json = nlohmann::json::parse(to_json(report_on(tree, options), "\xFE"));
  EXPECT_EQ(json["directory_b64"], "/g==");
  EXPECT_EQ(json["rules"][0]["pattern_b64"], "/yo=");
  EXPECT_EQ(json["excluded_paths"][0]["path_b64"], "/wF6");
  EXPECT_FALSE(json["excluded_paths"][0].contains("path"));
}

TEST(Report, OfNothingIsEmpty) {
  const TempTree tree;
  const Report report = report_on(tree);
  EXPECT_EQ(report.context.entries(), 0u);
  EXPECT_EQ(report.excluded.entries(), 0u);
  EXPECT_THAT(report.places, IsEmpty());
}

}  // namespace
