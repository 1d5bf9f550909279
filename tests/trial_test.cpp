#include "trial.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "support/random_cases.hpp"
#include "support/temp_tree.hpp"

namespace {

using tare::Trial;
using test::TempTree;
using testing::ElementsAre;

std::vector<Trial::Use> try_lines(const TempTree& tree, const std::string& lines,
                                  std::size_t most_places = 5) {
  Trial trial(tare::Matcher(tare::IgnoreFile::parse(lines)), most_places);
  tare::ReportOptions options;
  options.observers = {&trial};
  static_cast<void>(tare::report(tare::Context(tree.path()), options));
  return trial.finish();
}

TEST(Trial, TellsWhatEachLineWouldLeaveOut) {
  const TempTree tree;
  tree.file(".dockerignore", "web/node_modules\n");
  tree.file("node_modules/a.js", "12345");
  tree.file("node_modules/deep/b.js", "1234567");
  tree.file("web/node_modules/c.js", "excluded already");
  tree.file("api/node_modules/d.js", "123");
  tree.file("api/main.log", "12");
  const std::vector<Trial::Use> uses = try_lines(tree, "**/node_modules\n*.log\n**/*.log\n");
  ASSERT_EQ(uses.size(), 3u);
  EXPECT_EQ(uses[0].tally.files, 3u);
  EXPECT_EQ(uses[0].tally.directories, 3u);
  EXPECT_EQ(uses[0].tally.bytes, 15u);
  EXPECT_EQ(uses[0].places, 2u);
  ASSERT_EQ(uses[0].largest.size(), 2u);
  EXPECT_EQ(uses[0].largest[0].name, "node_modules");
  EXPECT_TRUE(uses[0].largest[0].directory);
  EXPECT_EQ(uses[0].largest[0].tally.bytes, 12u);
  EXPECT_EQ(uses[1].places, 0u);
  EXPECT_EQ(uses[2].largest[0].name, "api/main.log");
  EXPECT_FALSE(uses[2].largest[0].directory);
}

TEST(Trial, KeepsTheLargestPlacesAndCountsThemAll) {
  const TempTree tree;
  for (std::size_t i = 1; i <= 9; ++i) {
    tree.file("d" + std::to_string(i) + "/x.o", std::string(i * i % 10, 'x'));
  }
  const Trial::Use use = try_lines(tree, "**/*.o", 3).front();
  EXPECT_EQ(use.places, 9u);
  EXPECT_EQ(use.tally.bytes, 45u);
  std::vector<std::string> names;
  for (const Trial::Place& place : use.largest) names.push_back(place.name);
  EXPECT_THAT(names, ElementsAre("d3/x.o", "d7/x.o", "d4/x.o"));
}

// Names that others lie below are directories.
void make(const TempTree& tree, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const bool leaf = std::none_of(names.begin(), names.end(), [&](const std::string& other) {
      return other.compare(0, name.size() + 1, name + "/") == 0;
    });
    if (leaf) tree.file(name, std::string(name.size(), 'x'));
  }
}

// Of lines without exceptions at the end of the file, each entry that they match is left out.
TEST(Trial, SaysWhatAReportSaysOnceTheLinesAreAdded) {
  const std::string lines = "**/b\na/*\n**/*c*\n";
  std::uint64_t left_out = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const test::RandomCase random = test::RandomCases(seed).next();
    const TempTree tree;
    make(tree, random.names);
    const auto context_of = [&](const std::string& rules) {
      tree.file(".rules", rules);
      tare::ContextOptions options;
      options.directory = tree.path();
      options.ignore_file = tree.path(".rules");
      return tare::Context(options);
    };
    try {
      static_cast<void>(context_of(random.rules));
    } catch (const tare::Error&) {
      continue;
    }
    Trial trial(tare::Matcher(tare::IgnoreFile::parse(lines)));
    tare::ReportOptions options;
    options.context_only = true;
    options.observers = {&trial};
    const tare::Report before = tare::report(context_of(random.rules), options);
    options.observers.clear();
    const std::string more = random.rules + "\n" + lines;
    const tare::Report after = tare::report(context_of(more), options);
    tare::Tally saved;
    for (const Trial::Use& use : trial.finish()) saved += use.tally;
    EXPECT_EQ(before.context.files - after.context.files, saved.files) << "seed " << seed;
    left_out += saved.files;
  }
  EXPECT_GT(left_out, 20u);
}

}  // namespace
