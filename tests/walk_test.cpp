#include "tare/walk.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <filesystem>

#include "support/listing.hpp"
#include "support/temp_tree.hpp"

namespace {

using test::excluded;
using test::included;
using test::TempTree;
using testing::ElementsAre;
using testing::IsEmpty;

tare::Context open(const TempTree& tree, std::string_view rules,
                   tare::Dialect dialect = tare::Dialect::buildkit) {
  tree.file(".dockerignore", rules);
  tare::ContextOptions options;
  options.directory = tree.path();
  options.dialect = dialect;
  return tare::Context(options);
}

const tare::WalkOptions kWithBuildFiles{true};

TEST(Walk, NamesOfOneDirectoryAreSortedByBytes) {
  const TempTree tree;
  for (const char* name : {"a/x", "a-b", "B", "b", "\xC3\xA9", "a.b"}) tree.file(name);
  EXPECT_THAT(included(open(tree, "")),
              ElementsAre(".dockerignore", "B", "a/", "a/x", "a-b", "a.b", "b", "\xC3\xA9"));
}

TEST(Walk, LinksAreEntriesAndNotFollowed) {
  const TempTree tree;
  tree.file("d/f");
  tree.symlink("to-d", "d");
  tree.symlink("loop", ".");
  tree.symlink("dangling", "nowhere");
  EXPECT_THAT(included(open(tree, ".dockerignore")),
              ElementsAre("d/", "d/f", "dangling", "loop", "to-d"));
}

TEST(Walk, AnExcludedDirectoryIsNotLookedIntoWithoutExceptions) {
  const TempTree tree;
  tree.file("node_modules/a/b");
  tree.file("x");
  const tare::Context context = open(tree, "node_modules\n.dockerignore");
  EXPECT_THAT(included(context), ElementsAre("x"));
  EXPECT_THAT(excluded(context), ElementsAre(".dockerignore", "node_modules/"));
}

// BuildKit looks into every excluded directory as soon as an exception has a wildcard.
TEST(Walk, WhereNoExceptionReachesNothingIsLookedInto) {
  const TempTree tree;
  for (const char* name : {"lib/x.go", "src/a/x.go", "src/b/y.c"}) tree.file(name);
  const tare::Context context = open(tree, "*\n!src/**/x.go");
  EXPECT_THAT(included(context), ElementsAre("src/", "src/a/", "src/a/x.go"));
  EXPECT_THAT(excluded(context),
              ElementsAre(".dockerignore", "lib/", "src/b/y.c", "src/b/ (whole)"));
}

TEST(Walk, LooksWhereAnotherRuleExcludesOnlyForEveryDecision) {
  const TempTree tree;
  tree.file("vendor/x.go");
  const tare::Context context = open(tree, "*\n!**/*.go\nvendor/**");
  EXPECT_THAT(excluded(context), ElementsAre(".dockerignore", "vendor/"));
  EXPECT_THAT(excluded(context, {false, true}),
              ElementsAre(".dockerignore", "vendor/x.go", "vendor/ (whole)"));
}

TEST(Walk, BuildkitListsParentsJustBeforeTheirFirstIncludedChild) {
  const TempTree tree;
  for (const char* name : {"a/1", "a/b/2", "a/b/keep", "a/c/3", "z"}) tree.file(name);
  const tare::Context context = open(tree, "a\n.dockerignore\n!a/b/keep");
  EXPECT_THAT(included(context), ElementsAre("a/", "a/b/", "a/b/keep", "z"));
  EXPECT_THAT(excluded(context), ElementsAre(".dockerignore", "a/1", "a/b/2", "a/c/"));
}

TEST(Walk, ClassicDoesNotListThem) {
  const TempTree tree;
  for (const char* name : {"a/b/2", "a/b/keep"}) tree.file(name);
  const tare::Context context = open(tree, "a\n.dockerignore\n!a/b/keep", tare::Dialect::classic);
  EXPECT_THAT(included(context), ElementsAre("a/b/keep"));
  EXPECT_THAT(excluded(context), ElementsAre(".dockerignore", "a/b/2", "a/b/ (self)", "a/ (self)"));
}

TEST(Walk, ADirectoryEnteredInVainComesAfterItsContent) {
  const TempTree tree;
  tree.file("a/b/x");
  tree.file("a/c");
  EXPECT_THAT(excluded(open(tree, "a\n!**/*.md")),
              ElementsAre("a/b/x", "a/b/ (whole)", "a/c", "a/ (whole)"));
}

TEST(Walk, BuildFilesComeBackWhenAskedFor) {
  const TempTree tree;
  for (const char* name : {"Dockerfile", "a", "b/c"}) tree.file(name);
  const tare::Context context = open(tree, "*");
  EXPECT_THAT(included(context), IsEmpty());
  EXPECT_THAT(included(context, kWithBuildFiles), ElementsAre(".dockerignore", "Dockerfile"));
}

TEST(Walk, ABuildFileBringsNothingElseBack) {
  const TempTree tree;
  for (const char* name : {"docker/Dockerfile", "docker/keep.md", "docker/sub/x"}) tree.file(name);
  tree.file(".dockerignore", "docker\n.dockerignore\n!**.md");
  tare::ContextOptions options;
  options.directory = tree.path();
  options.dockerfile = tree.path("docker/Dockerfile");
  // BuildKit looks everywhere for the exception, the classic builder nowhere.
  EXPECT_THAT(included(tare::Context(options), kWithBuildFiles),
              ElementsAre(".dockerignore", "docker/", "docker/Dockerfile", "docker/keep.md"));
  options.dialect = tare::Dialect::classic;
  EXPECT_THAT(included(tare::Context(options), kWithBuildFiles),
              ElementsAre(".dockerignore", "docker/Dockerfile"));
  EXPECT_THAT(excluded(tare::Context(options), kWithBuildFiles),
              ElementsAre("docker/keep.md", "docker/sub/", "docker/ (self)"));
}

TEST(Walk, ADirectoryCalledDockerfileIsNoBuildFile) {
  const TempTree tree;
  tree.file("Dockerfile/x");
  EXPECT_THAT(included(open(tree, "*"), kWithBuildFiles), ElementsAre(".dockerignore"));
}

class Told : public tare::Visitor {
 public:
  Next include(const tare::Entry& entry) override {
    included.emplace_back(entry.name);
    return Next::go_on;
  }
  void diagnose(const tare::Diagnostic& diagnostic) override {
    told.push_back(diagnostic.where + ": " + diagnostic.message);
  }
  std::vector<std::string> included;
  std::vector<std::string> told;
};

TEST(Walk, SocketsAreLeftOutWithANote) {
  const TempTree tree;
  tree.socket("s");
  tree.fifo("p");
  Told told;
  tare::walk(open(tree, ".dockerignore"), {}, told);
  EXPECT_THAT(told.included, ElementsAre("p"));
  EXPECT_THAT(told.told, ElementsAre(tree.path("s") + ": is a socket, which no archive can hold"));
}

TEST(Walk, ParentsCarryTheirStatus) {
  class Modes : public tare::Visitor {
   public:
    Next include(const tare::Entry& entry) override {
      if (entry.reason == tare::Entry::Reason::parent) modes.push_back(entry.status->mode);
      return Next::go_on;
    }
    std::vector<std::uint32_t> modes;
  };
  const TempTree tree;
  tree.file("a/b/keep");
  tree.mode("a", 0700);
  tree.mode("a/b", 0711);
  Modes modes;
  tare::WalkOptions options;
  options.included_status = tare::StatusOf::everything;
  tare::walk(open(tree, "a\n!a/b/keep"), options, modes);
  EXPECT_THAT(modes.modes, ElementsAre(0700u, 0711u));
}

// The walk goes up and down again where only the innermost directories are open.
TEST(Walk, DeepDirectoriesMayHaveSiblings) {
  const TempTree tree;
  std::string deep;
  std::vector<std::string> expected;
  for (int level = 0; level < 40; ++level) {
    deep += "d/";
    expected.push_back(deep);
    for (const char* sibling : {"e/x/y", "f/x", "g"}) tree.file(deep + sibling + "/file");
  }
  for (int level = 40; level > 0; --level) {
    const std::string above = deep.substr(0, static_cast<std::size_t>(level) * 2);
    for (const char* name :
         {"e/", "e/x/", "e/x/y/", "e/x/y/file", "f/", "f/x/", "f/x/file", "g/", "g/file"}) {
      expected.push_back(above + name);
    }
  }
  EXPECT_EQ(included(open(tree, ".dockerignore")), expected);
}

// Ten thousand levels with the descriptors of a small container.
TEST(Walk, DepthCostsNoDescriptors) {
  constexpr int kLevels = 10000;
  const TempTree tree;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(tree.path());
  for (int i = 0; i < kLevels; ++i) {
    std::filesystem::create_directory("d");
    std::filesystem::current_path("d");
  }
  std::filesystem::current_path(before);

  rlimit old = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit few = {32, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const std::size_t deep = included(open(tree, ".dockerignore")).size();
  const std::size_t entered = excluded(open(tree, "d\n!**/x.md")).size();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &old), 0);
  EXPECT_EQ(deep, static_cast<std::size_t>(kLevels));
  EXPECT_EQ(entered, static_cast<std::size_t>(kLevels));
}

}  // namespace
