#include "tare/context.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "support/temp_tree.hpp"

namespace {

using test::TempTree;
using testing::ElementsAre;
using testing::IsEmpty;

struct Options : tare::ContextOptions {
  explicit Options(const TempTree& tree) { directory = tree.path(); }
};

std::string rules_file(const tare::ContextOptions& options) {
  const std::string file = tare::Context(options).matcher().ignore_file().file();
  return std::filesystem::path(file).filename().string();
}

std::string error_of(const tare::ContextOptions& options, tare::Fault fault) {
  try {
    const tare::Context context(options);
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), fault);
    return error.what();
  }
  return "no error";
}

std::string quoted(const std::string& path) { return "'" + path + "': "; }

TEST(Context, TakesTheIgnoreFileThatDockerTakes) {
  const TempTree tree;
  Options options(tree);
  EXPECT_EQ(rules_file(options), "");
  tree.file(".containerignore");
  EXPECT_EQ(rules_file(options), ".containerignore");
  tree.file(".dockerignore");
  EXPECT_EQ(rules_file(options), ".dockerignore");
  tree.file("Dockerfile.dockerignore");
  EXPECT_EQ(rules_file(options), "Dockerfile.dockerignore");
  tree.file("elsewhere/own");
  options.ignore_file = tree.path("elsewhere/own");
  EXPECT_EQ(rules_file(options), "own");
  options.use_ignore_file = false;
  EXPECT_EQ(rules_file(options), "");
}

TEST(Context, AnIgnoreFileBelongsToItsDockerfile) {
  const TempTree tree;
  tree.file("docker/web.Dockerfile");
  tree.file("docker/web.Dockerfile.dockerignore");
  tree.file(".dockerignore");
  Options options(tree);
  EXPECT_EQ(rules_file(options), ".dockerignore");
  options.dockerfile = tree.path("docker/web.Dockerfile");
  EXPECT_EQ(rules_file(options), "web.Dockerfile.dockerignore");
}

TEST(Context, TheClassicBuilderDoesNotReadIt) {
  const TempTree tree;
  tree.file("Dockerfile.dockerignore");
  tree.file(".dockerignore");
  Options options(tree);
  options.dialect = tare::Dialect::classic;
  EXPECT_EQ(rules_file(options), ".dockerignore");
  const tare::Context context(options);
  ASSERT_EQ(context.diagnostics().size(), 1u);
  EXPECT_EQ(context.diagnostics()[0].where, tree.path("Dockerfile.dockerignore"));
}

TEST(Context, KnowsWhatABuilderNeeds) {
  const TempTree tree;
  EXPECT_THAT(tare::Context(Options(tree)).build_files(), IsEmpty());
  tree.file("dockerfile");
  tree.file(".dockerignore");
  EXPECT_THAT(tare::Context(Options(tree)).build_files(),
              ElementsAre(".dockerignore", "dockerfile"));
  tree.file("docker/real");
  tree.symlink("Dockerfile", "docker/real");
  EXPECT_THAT(tare::Context(Options(tree)).build_files(),
              ElementsAre(".dockerignore", "Dockerfile", "docker/real"));
}

TEST(Context, FindsTheDockerfileThroughALinkedDirectory) {
  const TempTree tree;
  const TempTree beside;
  tree.file("d/Dockerfile");
  beside.symlink("context", tree.path());
  tare::ContextOptions options;
  options.directory = beside.path("context");
  options.dockerfile = tree.path("d/Dockerfile");
  EXPECT_THAT(tare::Context(options).build_files(), ElementsAre("d/Dockerfile"));
}

TEST(Context, ADockerfileOutsideIsUsedAndTold) {
  const TempTree tree;
  const TempTree beside;
  beside.file("Dockerfile");
  beside.file("Dockerfile.dockerignore", "x");
  Options options(tree);
  options.dockerfile = beside.path("Dockerfile");
  const tare::Context context(options);
  EXPECT_THAT(context.build_files(), IsEmpty());
  EXPECT_TRUE(context.matcher().match("x").excluded);
  ASSERT_EQ(context.diagnostics().size(), 1u);
  EXPECT_EQ(context.diagnostics()[0].severity, tare::Diagnostic::Severity::warning);
}

TEST(Context, RefusesWhatIsNoDirectory) {
  const TempTree tree;
  tree.file("f");
  tare::ContextOptions options;
  options.directory = tree.path("none");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            quoted(tree.path("none")) + "there is no such directory to be the context");
  options.directory = tree.path("f");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            quoted(tree.path("f")) + "the context must be a directory");
}

TEST(Context, RefusesADockerfileThatIsNone) {
  const TempTree tree;
  tree.directory("d");
  Options options(tree);
  options.dockerfile = tree.path("none");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            quoted(tree.path("none")) + "there is no such Dockerfile");
  options.dockerfile = tree.path("d");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            quoted(tree.path("d")) + "a Dockerfile is expected, and this is a directory");
}

TEST(Context, AnIgnoreFileThatCannotBeReadIsNeverTakenForEmpty) {
  const TempTree tree;
  const Options options(tree);
  const std::string file = quoted(tree.path(".dockerignore"));
  tree.directory(".dockerignore");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            file + "an ignore file is expected, and this is no regular file");
  tree.clear();
  tree.fifo(".dockerignore");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            file + "an ignore file is expected, and this is no regular file");
  tree.clear();
  tree.symlink(".dockerignore", "nowhere");
  EXPECT_EQ(error_of(options, tare::Fault::usage),
            file + "cannot read this ignore file: No such file or directory");
}

TEST(Context, AnIgnoreFileMayBeALinkInTheContextButNotOutOfIt) {
  const TempTree tree;
  const TempTree beside;
  beside.file("rules", "x");
  tree.file("config/rules", "x");
  tree.symlink(".dockerignore", "config/rules");
  EXPECT_TRUE(tare::Context(Options(tree)).matcher().match("x").excluded);
  tree.clear();
  tree.symlink(".dockerignore", beside.path("rules"));
  EXPECT_EQ(error_of(Options(tree), tare::Fault::usage),
            quoted(tree.path(".dockerignore")) +
                "is a link to a file outside the context; name that file with --ignore-file");
  Options options(tree);
  options.ignore_file = tree.path(".dockerignore");
  EXPECT_TRUE(tare::Context(options).matcher().match("x").excluded);
}

}  // namespace
