#include <gmock/gmock.h>

#include <cstdlib>

#include "child_process.hpp"
#include "support/temp_tree.hpp"
#include "tare/lint.hpp"

namespace {

using test::TempTree;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string key() {
  return "-----BEGIN PRIVATE "
         "KEY-----\n" +
         std::string(1000, 'M') + "\n";
}

// `SEVERITY ID NAME` of what a lint finds.
std::vector<std::string> findings(const TempTree& tree, const tare::LintOptions& options = {}) {
  std::vector<std::string> list;
  for (const tare::Finding& finding : tare::lint(tare::Context(tree.path()), options).findings) {
    const std::string name =
        finding.path.empty() ? "" : finding.path.substr(tree.path().size() + 1);
    list.push_back(std::string(name_of(finding.severity)) + " " + finding.id + " " + name);
  }
  return list;
}

void git(const TempTree& tree, const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"git",         "-C", tree.path(),     "-c",
                                   "user.name=a", "-c", "user.email=a@b"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const tare::ChildResult result =
      tare::run_child(command, "GIT_", {}, [](std::string_view) { return true; });
  ASSERT_EQ(result.status, 0) << result.first_errors;
}

TEST(LintSecrets, TellsOnlyWhatTheContextHolds) {
  const TempTree tree;
  tree.file(".dockerignore", "private\n");
  tree.file("private/server.key", key());
  tree.file("server.key", key());
  tree.file("test/server.key", key());
  tree.file(".venv/site-packages/tls/server.key", key());
  tree.file("src/notes", key());
  tree.file("src/empty.key");
  EXPECT_THAT(findings(tree),
              ElementsAre("error secret server.key", "error secret src/notes",
                          "warning not-excluded .venv/", "warning secret test/server.key"));
}

TEST(LintSecrets, ALineToAddLeavesItOut) {
  const TempTree tree;
  tree.file("a/.npmrc", "_auth=YWJj\n");
  tree.file("a/[b].pem", key());
  std::string lines;
  for (const tare::Finding& finding : tare::lint(tare::Context(tree.path())).findings) {
    ASSERT_EQ(finding.fix.action, tare::Fix::Action::add);
    lines += finding.fix.text + "\n";
  }
  EXPECT_EQ(lines, "**/.npmrc\na/\\[b\\].pem\n");
  tree.file(".dockerignore", lines);
  EXPECT_THAT(findings(tree), IsEmpty());
}

TEST(LintSecrets, AreTheSameWithAnyNumberOfThreadsAndTheRestIsCounted) {
  const TempTree tree;
  for (int i = 0; i < 450; ++i) {
    tree.file(std::to_string(i % 9) + "/" + std::to_string(i), key());
    tree.file("test/" + std::to_string(i), key());
  }
  tare::LintOptions options;
  options.threads = 1;
  const std::vector<std::string> one = findings(tree, options);
  ASSERT_EQ(one.size(), 201u);
  EXPECT_THAT(one[0], HasSubstr("error secret"));
  for (const unsigned threads : {2u, 5u}) {
    options.threads = threads;
    EXPECT_EQ(findings(tree, options), one);
  }
  const tare::LintResult result = tare::lint(tare::Context(tree.path()), options);
  EXPECT_EQ(result.findings[0].message, "700 more secrets would be sent");
}

TEST(LintGit, TellsWhatGitIgnoresAndTheRulesDoNot) {
  const TempTree tree;
  git(tree, {"init", "-q"});
  tree.file(".gitignore", "out/\n*.tmp\n*.log\n.env\n");
  tree.file(".dockerignore", ".git\nlogs\n");
  tree.file("out/a.js", "12345");
  tree.file("out/deep/b.js", "123");
  tree.file("src/x.tmp", "12");
  tree.file("src/kept.tmp", "12");
  tree.file("src/y.log", "12");
  tree.file("logs/z.tmp", "12");
  tree.file(".env", "A=b\n");
  git(tree, {"add", "-f", "src/kept.tmp"});
  const tare::LintResult result = tare::lint(tare::Context(tree.path()));
  ASSERT_EQ(result.findings.size(), 4u);
  EXPECT_EQ(result.findings[0].id, "secret");  // this and the next are not told twice
  EXPECT_EQ(result.findings[1].id, "not-excluded");
  EXPECT_EQ(result.findings[2].path, tree.path("out/"));
  EXPECT_EQ(result.findings[2].message, "git ignores this, and 2 files (8 B) would be sent");
  EXPECT_EQ(result.findings[2].fix.text, "out");
  EXPECT_EQ(result.findings[3].path, tree.path("src/x.tmp"));
  tare::LintOptions options;
  options.ask_git = false;
  EXPECT_THAT(findings(tree, options),
              ElementsAre("error secret .env", "warning not-excluded src/y.log"));
}

TEST(LintGit, ADirectoryOfARepositoryIsAContextToo) {
  const TempTree tree;
  git(tree, {"init", "-q"});
  tree.file(".gitignore", "*.o\n");
  tree.file("app/x.o", "12");
  tree.file("app/.dockerignore", "# no rules\n");
  const tare::LintResult result = tare::lint(tare::Context(tree.path("app")));
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].fix.text, "x.o");
}

TEST(LintGit, VariablesAndConfigurationDoNotLeadItElsewhere) {
  const TempTree tree;
  git(tree, {"init", "-q"});
  tree.file(".gitignore", "*.o\n");
  tree.file("x.o", "12");
  git(tree, {"config", "core.fsmonitor", "touch " + tree.path("ran") + "; false"});
  ::setenv("GIT_DIR", "/nowhere", 1);  // NOLINT(concurrency-mt-unsafe)
  tare::LintOptions options;
  options.disabled = {"not-excluded"};
  const std::vector<std::string> found = findings(tree, options);
  ::unsetenv("GIT_DIR");  // NOLINT(concurrency-mt-unsafe)
  EXPECT_THAT(found, ElementsAre("note git-ignored x.o"));
}

TEST(LintGit, WhatStopsGitIsANote) {
  const TempTree tree;
  tree.file(".git", "no repository\n");
  std::vector<std::string> told;
  tare::LintOptions options;
  options.diagnose = [&](const tare::Diagnostic& diagnostic) {
    told.push_back(to_string(diagnostic));
  };
  EXPECT_THAT(findings(tree, options), ElementsAre("warning not-excluded .git"));
  EXPECT_THAT(told, ElementsAre(HasSubstr("not asked what it ignores")));
}

TEST(LintBuildFiles, ADockerfileThatLeadsOutIsFound) {
  const TempTree tree;
  tree.file("elsewhere/Dockerfile", "FROM scratch\n");
  tree.symlink("app/Dockerfile", "../elsewhere/Dockerfile");
  tree.file("app/x");
  tree.symlink("in/Dockerfile", "real");
  tree.file("in/real", "FROM scratch\n");
  tree.symlink("gone/Dockerfile", "nothing");
  const auto message = [&](const char* name) -> std::string {
    const auto found = tare::lint(tare::Context(tree.path(name))).findings;
    return found.empty() ? "" : found[0].id + ": " + found[0].message;
  };
  EXPECT_EQ(message("app"), "dockerfile-outside: the Dockerfile is a link out of the context");
  EXPECT_EQ(message("gone"), "dockerfile-outside: the Dockerfile is a link that leads nowhere");
  EXPECT_EQ(message("in"), "");
}

TEST(LintBuildFiles, AnEmptyIgnoreFileThatHidesRulesIsFound) {
  const TempTree tree;
  tree.file("Dockerfile", "FROM scratch\n");
  tree.file("Dockerfile.dockerignore", "# nothing yet\n");
  tree.file(".dockerignore", "# only a comment\n");
  EXPECT_THAT(findings(tree), IsEmpty());
  tree.file(".dockerignore", "tmp\n");
  EXPECT_THAT(findings(tree),
              ElementsAre("warning empty-dockerfile-ignore Dockerfile.dockerignore"));
  tree.file("Dockerfile.dockerignore", "tmp\n");
  EXPECT_THAT(findings(tree), testing::Not(testing::Contains(HasSubstr("empty"))));
}

TEST(ChildProcess, IsReadToItsEndOrStopped) {
  std::string text;
  const auto keep = [&](std::string_view piece) {
    text += piece;
    return true;
  };
  // More on standard error than a pipe holds.
  const tare::ChildResult result =
      tare::run_child({"sh", "-c", "head -c 300000 /dev/zero >&2; echo $TARE_A $TARE_B; exit 7"},
                      "TARE_A", {"TARE_B=b"}, keep);
  EXPECT_EQ(result.status, 7);
  EXPECT_EQ(text, "b\n");
  const tare::ChildResult stopped =
      tare::run_child({"cat", "/dev/zero"}, "-", {}, [](std::string_view) { return false; });
  EXPECT_TRUE(stopped.stopped);
  EXPECT_THAT(stopped.status, AnyOf(128 + 9, 128 + 13));  // killed, or it wrote once more
  EXPECT_TRUE(tare::run_child({"no such program"}, "-", {}, keep).error);
  EXPECT_THROW(static_cast<void>(tare::run_child(
                   {"yes"}, "-", {}, [](std::string_view) -> bool { throw std::bad_alloc(); })),
               std::bad_alloc);
}

}  // namespace
