#include "tare/size_tree.hpp"

#include <gmock/gmock.h>

#include <map>

#include "support/temp_tree.hpp"
#include "tare/report.hpp"

namespace {

using tare::Amount;
using tare::Report;
using tare::SizeNode;
using tare::SizeTree;
using test::TempTree;
using testing::ElementsAre;

Report report_on(const TempTree& tree, std::size_t nodes, unsigned threads = 0) {
  tare::ReportOptions options;
  options.tree_nodes = nodes;
  options.threads = threads;
  return tare::report(tare::Context(tree.path()), options);
}

std::string path_of(const SizeTree& tree, std::size_t index) {
  std::string path = tree[index].name;
  while ((index = tree[index].parent) != 0) path = tree[index].name + "/" + path;
  return path;
}

std::string line_of(const tare::Rule* rule) {
  return rule == nullptr ? "" : " :" + std::to_string(rule->line);
}

// `PATH SENT+EXCLUDED :LINE`, and `[SENT+EXCLUDED :LINE]` for what has no node.
std::vector<std::string> nodes(const SizeTree& tree) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const SizeNode& node = tree[i];
    std::string text = path_of(tree, i) + (node.directory ? "/ " : " ") +
                       std::to_string(node.sent.bytes) + "+" + std::to_string(node.excluded.bytes) +
                       line_of(node.rule);
    if (node.other_sent.files + node.other_excluded.files != 0) {
      text += " [" + std::to_string(node.other_sent.bytes) + "+" +
              std::to_string(node.other_excluded.bytes) + line_of(node.other_rule) + "]";
    }
    list.push_back(text);
  }
  return list;
}

void expect_sound(const Report& report, std::size_t most) {
  const SizeTree& tree = report.tree;
  ASSERT_FALSE(tree.empty());
  EXPECT_LE(tree.size(), most);
  EXPECT_EQ(tree[0].sent, (Amount{report.context.files, report.context.bytes}));
  EXPECT_EQ(tree[0].excluded, (Amount{report.excluded.files, report.excluded.bytes}));
  std::map<std::size_t, std::pair<Amount, Amount>> below;
  for (std::size_t i = 1; i < tree.size(); ++i) {
    ASSERT_LT(tree[i].parent, i);
    EXPECT_TRUE(tree[tree[i].parent].directory);
    below[tree[i].parent].first += tree[i].sent;
    below[tree[i].parent].second += tree[i].excluded;
  }
  for (std::size_t i = 0; i < tree.size(); ++i) {
    if (!tree[i].directory) continue;
    auto [sent, excluded] = below[i];
    EXPECT_EQ(sent += tree[i].other_sent, tree[i].sent) << path_of(tree, i);
    EXPECT_EQ(excluded += tree[i].other_excluded, tree[i].excluded) << path_of(tree, i);
  }
}

TEST(SizeTree, TellsWhatIsSentFromWhatIsExcludedAndByWhichRule) {
  const TempTree tree;
  tree.file("app.js", std::string(100, 'x'));
  tree.file("notes.md", std::string(30, 'x'));
  tree.file("src/a.js", std::string(50, 'x'));
  tree.file("src/old.md", std::string(20, 'x'));
  tree.file("node_modules/x/index.js", std::string(1000, 'x'));
  tree.file("node_modules/x/keep", std::string(7, 'x'));
  tree.file("rules", "node_modules\n!node_modules/x/keep\n**/*.md\nrules\n");
  tree.directory("empty");
  tare::ContextOptions options;
  options.directory = tree.path();
  options.ignore_file = tree.path("rules");
  tare::ReportOptions report_options;
  report_options.tree_nodes = 100;
  report_options.context_only = true;
  const Report report = tare::report(tare::Context(options), report_options);
  EXPECT_THAT(nodes(report.tree),
              ElementsAre("/ 157+1098", "node_modules/ 7+1000 :1", "node_modules/x/ 7+1000 :1",
                          "node_modules/x/index.js 0+1000 :1", "node_modules/x/keep 7+0",
                          "app.js 100+0", "src/ 50+20 :3", "src/a.js 50+0", "src/old.md 0+20 :3",
                          "rules 0+48 :4", "notes.md 0+30 :3"));
  expect_sound(report, 100);
}

TEST(SizeTree, CountsSmallThingsInTheDirectoryThatTheyWouldBeIn) {
  const TempTree tree;
  tree.file("a/b/c/small", "1");
  tree.file("a/b/c/smaller.md", "12");
  tree.file("a/b/large", std::string(100, 'x'));
  tree.file("out/x/y/tiny", "123");
  tree.file("out/big", std::string(200, 'x'));
  tree.file(".dockerignore", "out\n**/*.md\n");
  EXPECT_THAT(nodes(report_on(tree, 6).tree),
              ElementsAre("/ 113+205 [12+0]", "out/ 0+203 :1 [0+3 :1]", "out/big 0+200 :1",
                          "a/ 101+2 :2", "a/b/ 101+2 :2 [1+2 :2]", "a/b/large 100+0"));
}

// More of everything than there are nodes, so that all ways of dropping and folding are gone.
void grow(const TempTree& tree) {
  for (std::size_t i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i % 7) + "/" + std::to_string(i % 31) + "/" +
                             std::to_string(i % 3) + "/" + std::to_string(i);
    tree.file("src/" + name, std::string(i * 7 % 101, 'x'));
    tree.file("out/" + name, std::string(i * 11 % 103, 'x'));
  }
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(i);
    tree.hard_link("more" + std::to_string(i % 5) + "/" + number,
                   "out/" + std::to_string(i % 7) + "/" + std::to_string(i % 31) + "/" +
                       std::to_string(i % 3) + "/" + number);
    tree.hard_link("more/below/" + number, "more" + std::to_string(i % 5) + "/" + number);
  }
  tree.hard_link("sent", "out/1/8/2/8");
  tree.file(".dockerignore", "out\nmore*\n**/2\n!src/1/*/2\n");
}

TEST(SizeTree, AddsUpToTheReportHoweverFewNodesThereAre) {
  const TempTree tree;
  grow(tree);
  for (const std::size_t most : {1u, 2u, 7u, 30u, 200u, 10000u}) {
    expect_sound(report_on(tree, most), most);
  }
}

TEST(SizeTree, IsTheSameWithAnyNumberOfThreads) {
  const TempTree tree;
  grow(tree);
  for (const std::size_t most : {20u, 150u, 10000u}) {
    const std::vector<std::string> one = nodes(report_on(tree, most, 1).tree);
    for (const unsigned threads : {2u, 3u, 8u}) {
      EXPECT_EQ(nodes(report_on(tree, most, threads).tree), one) << most;
    }
  }
}

TEST(SizeTree, AHardLinkedFileHasItsBytesUnderOneName) {
  const TempTree tree;
  tree.file("out/b", "12345");
  tree.hard_link("out/a/c", "out/b");
  tree.file("x", "123");
  tree.hard_link("out/x", "x");
  tree.file(".dockerignore", "out\n");
  const Report report = report_on(tree, 100);
  EXPECT_THAT(nodes(report.tree), ElementsAre("/ 7+5 :1", "out/ 0+5 :1 [0+0 :1]", "out/b 0+5 :1",
                                              ".dockerignore 4+0", "x 3+0"));
  expect_sound(report, 100);
}

TEST(SizeTree, IsEmptyUnlessAskedFor) {
  const TempTree tree;
  tree.file("a", "1");
  EXPECT_TRUE(tare::report(tree.path()).tree.empty());
}

}  // namespace
