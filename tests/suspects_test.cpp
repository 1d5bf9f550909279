#include "suspects.hpp"

#include <gmock/gmock.h>

#include <random>

#include "literal_line.hpp"
#include "support/temp_tree.hpp"

namespace {

using tare::Suggestion;
using tare::Suspects;
using test::TempTree;
using testing::ElementsAre;
using testing::IsEmpty;

struct Found {
  std::vector<Suggestion> suggestions;
  std::uint64_t bytes = 0;  // sent
};

Found look_at(const TempTree& tree) {
  const tare::Context context(tree.path());
  Suspects suspects(context.build_files());
  tare::ReportOptions options;
  options.observers = {&suspects};
  const tare::Report report = tare::report(context, options);
  return {suspects.finish(), report.context.bytes};
}

// `BYTES FILES PLACES LINE`, with a `?` behind what is not sure.
std::vector<std::string> lines(const TempTree& tree) {
  std::vector<std::string> list;
  for (const Suggestion& found : look_at(tree).suggestions) {
    list.push_back(std::to_string(found.tally.bytes) + " " + std::to_string(found.tally.files) +
                   " " + std::to_string(found.places) + " " + found.line + (found.sure ? "" : "?"));
  }
  return list;
}

TEST(Suspects, AreFoundWithTheSimplestLineThatLeavesThemOut) {
  const TempTree tree;
  tree.file("app.js", "12345");
  tree.file("node_modules/a/index.js", "1234");
  tree.file(".git/HEAD", "123");
  tree.file("one/__pycache__/x.pyc", "12");
  tree.file("two/__pycache__/y.pyc", "1");
  tree.file("two/z.pyc", "1");
  EXPECT_THAT(lines(tree), ElementsAre("4 1 1 node_modules", "3 2 2 **/__pycache__", "3 1 1 .git",
                                       "1 1 1 **/*.pyc"));
}

TEST(Suspects, NothingThatIsExcludedAlreadyIsSuspected) {
  const TempTree tree;
  tree.file(".dockerignore", ".git\n**/node_modules\n");
  tree.file(".git/HEAD", "123");
  tree.file("web/node_modules/a.js", "123");
  EXPECT_THAT(lines(tree), IsEmpty());
}

TEST(Suspects, ANameLikeAnyOtherNeedsItsCompany) {
  const TempTree tree;
  tree.file("Cargo.toml", "1");
  tree.file("target/debug/app", "12345");
  tree.file("src/target/mod.rs", "123");
  tree.file("venv/pyvenv.cfg", "1");
  tree.file("venv/lib/__pycache__/x.pyc", "12");
  tree.file("lib/venv/builder.py", "123");
  // The line for all would take src/target and lib/venv, too.
  EXPECT_THAT(lines(tree), ElementsAre("3 2 1 venv", "5 1 1 target?"));
  tree.file("lib/venv/target/x", "");
  tree.file("lib/venv/pom.xml", "");
  EXPECT_THAT(lines(tree), ElementsAre("3 2 1 venv", "5 1 1 target?"));
}

TEST(Suspects, ASureOneInAnUnsureOneStandsForItself) {
  const TempTree tree;
  tree.file("package.json", "1");
  tree.file("dist/app.js", "123");
  tree.file("dist/node_modules/x/dist/y.js", "12345");
  tree.file("dist/debug.log", "12");
  EXPECT_THAT(lines(tree), ElementsAre("5 1 1 **/node_modules", "2 1 1 **/*.log", "3 1 1 dist?"));
}

TEST(Suspects, WhatAnExceptionAsksForByNameIsLeftAlone) {
  const TempTree tree;
  tree.file(".dockerignore", "*\n!src\n!.vscode\n!**/*.js\n!src/keep.log\n");
  tree.file("src/node_modules/a.js", "1234");
  tree.file("src/keep.log", "123");
  tree.file("src/drop.log", "12");
  tree.file(".vscode/settings.json", "12");
  EXPECT_THAT(lines(tree), ElementsAre("4 1 1 **/node_modules", "2 1 1 src/drop.log"));
}

TEST(Suspects, WhatTheBuilderNeedsIsNotCounted) {
  const TempTree tree;
  tree.file("package.json", "1");
  tree.file("build/Dockerfile", "FROM scratch\n");
  tree.file("build/x", "12");
  tare::ContextOptions with;
  with.directory = tree.path();
  with.dockerfile = tree.path("build/Dockerfile");
  const tare::Context context(with);
  Suspects suspects(context.build_files());
  tare::ReportOptions options;
  options.observers = {&suspects};
  static_cast<void>(tare::report(context, options));
  const std::vector<Suggestion> found = suspects.finish();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].tally.bytes, 2u);
}

// The figures are a promise: with the lines in the ignore file, exactly that much less is sent, and
// nothing is left to suggest.
TEST(Suspects, LinesSaveWhatTheySay) {
  std::mt19937 random(5);
  const std::vector<std::string> names{
      ".git",         "node_modules", "target", "venv",     "Cargo.toml", "pyvenv.cfg",
      "package.json", "dist",         "x.log",  "bundle",   "a",          "vendor",
      "y.pyc",        "__pycache__",  "z~",     "coverage", "a.egg-info"};
  for (int round = 0; round < 150; ++round) {
    const TempTree tree;
    for (int i = 0; i < 40; ++i) {
      std::string name;
      const auto depth = 1 + random() % 4;
      for (unsigned part = 0; part < depth; ++part) {
        name += (part == 0 ? "" : "/") + names[random() % names.size()];
      }
      try {
        tree.file(name, std::string(1 + random() % 90, 'x'));
      } catch (const std::exception&) {  // a directory is there
      }
    }
    const Found before = look_at(tree);
    std::string rules = " \n";
    std::uint64_t saved = 0;
    for (const Suggestion& found : before.suggestions) {
      rules += found.line + "\n";
      saved += found.tally.bytes;
    }
    tree.file(".dockerignore", rules);
    const Found after = look_at(tree);
    EXPECT_EQ(after.bytes, before.bytes - saved + rules.size()) << "round " << round << "\n"
                                                                << rules;
  }
}

TEST(LiteralLine, MatchesTheNameAlone) {
  for (const char* name : {"a", "a/b c", "[id]/x*", "#x", "!y", "a\\b", " lead", "trail ", "a\nb",
                           "c\xFF", "..x", "{a|b}^$+()."}) {
    const std::optional<std::string> line = tare::literal_line(name);
    if (!line) {
      EXPECT_NE(std::string_view(name).find_first_of(" \n\xFF"), std::string_view::npos) << name;
      continue;
    }
    const tare::Matcher matcher(tare::IgnoreFile::parse(*line));
    EXPECT_TRUE(matcher.match(name).excluded) << *line;
    EXPECT_FALSE(matcher.match(std::string(name) + "x").excluded) << *line;
  }
}

}  // namespace
