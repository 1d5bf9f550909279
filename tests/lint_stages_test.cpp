#include <gmock/gmock.h>

#include "dependency_install.hpp"
#include "support/temp_tree.hpp"
#include "tare/lint.hpp"

namespace {

using test::TempTree;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

tare::LintResult lint(const TempTree& tree, std::string_view dockerfile) {
  const tare::BuildPlan plan(tare::Dockerfile::parse(dockerfile));
  tare::LintOptions options;
  options.plan = &plan;
  options.ask_git = false;
  return tare::lint(tare::Context(tree.path()), options);
}

// `LINE ID` of what is found in the Dockerfile.
std::vector<std::string> findings(const TempTree& tree, std::string_view dockerfile) {
  std::vector<std::string> list;
  for (const tare::Finding& finding : lint(tree, dockerfile).findings) {
    if (finding.path == "Dockerfile")
      list.push_back(std::to_string(finding.line) + " " + finding.id);
  }
  return list;
}

tare::Finding only_finding(const TempTree& tree, std::string_view dockerfile) {
  const tare::LintResult result = lint(tree, dockerfile);
  EXPECT_EQ(result.findings.size(), 1U);
  return result.findings.empty() ? tare::Finding{} : result.findings.front();
}

TEST(LintDockerfile, ASourceThatIsNowhereIsMissing) {
  const TempTree tree;
  tree.file("src/main.c");
  EXPECT_THAT(findings(tree,
                       "FROM scratch\n"
                       "COPY src/main.c /\n"
                       "COPY src/main.o src/nothing /\n"
                       "RUN --mount=type=bind,source=bin,target=/b true\n"),
              ElementsAre("3 source-missing", "3 source-missing", "4 source-missing"));
}

TEST(LintDockerfile, ASourceThatARuleExcludesIsMissingAndTheFixBringsItBack) {
  const TempTree tree;
  tree.file(".dockerignore", "*\n!src\n");
  tree.file("src/main.c");
  tree.file("app.conf");
  const std::string dockerfile = "FROM scratch\nCOPY src app.conf /\n";
  const tare::Finding finding = only_finding(tree, dockerfile);
  EXPECT_EQ(finding.id, "source-missing");
  EXPECT_EQ(finding.severity, tare::Severity::error);
  EXPECT_THAT(finding.message, AllOf(HasSubstr("app.conf"), HasSubstr(".dockerignore:1")));
  ASSERT_EQ(finding.fix.action, tare::Fix::Action::add);
  tree.file(".dockerignore", "*\n!src\n" + finding.fix.text + "\n");
  EXPECT_THAT(findings(tree, dockerfile), IsEmpty());
}

TEST(LintDockerfile, AFixForANameWithWildcardsInItMeansThisNameAlone) {
  const TempTree tree;
  tree.file(".dockerignore", "**/*.conf\n");
  tree.file("a[1].conf");
  tree.file("a1.conf");
  const std::string dockerfile = "FROM scratch\nCOPY [\"a[[]1].conf\", \"/\"]\n";
  const tare::Finding finding = only_finding(tree, dockerfile);
  EXPECT_EQ(finding.id, "source-missing");
  EXPECT_EQ(finding.fix.text, "!a[[]1].conf");
  tree.file(".dockerignore", "**/*.conf\n" + finding.fix.text + "\n");
  EXPECT_THAT(findings(tree, dockerfile), IsEmpty());
}

TEST(LintDockerfile, AWildcardForWhatMayBeThereIsNotMissing) {
  const TempTree tree;
  tree.file("package.json");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY package.json yarn.lock* ./\n"), IsEmpty());
}

TEST(LintDockerfile, AWildcardWhoseMatchesARuleExcludesIsMissing) {
  const TempTree tree;
  tree.file(".dockerignore", "*.lock\n");
  tree.file("package.json");
  tree.file("yarn.lock");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY package.json yarn.lock* ./\n"),
              ElementsAre("2 source-missing"));
}

TEST(LintDockerfile, AStageThatIsNotBuiltMissesNothing) {
  const TempTree tree;
  tree.file("a");
  EXPECT_THAT(findings(tree, "FROM scratch AS other\nCOPY b /\nFROM scratch\nCOPY a /\n"),
              IsEmpty());
}

TEST(LintDockerfile, WhatExcludeLeavesOutIsNotMissing) {
  const TempTree tree;
  tree.file("a/b.md");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY --exclude=*.md a/b.md /\n"), IsEmpty());
}

TEST(LintDockerfile, TheSecondOfTwoNamesThroughOneLinkIsLost) {
  const TempTree tree;
  tree.file("d/a");
  tree.file("d/b");
  tree.symlink("l", "d");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY l/a l/b /\n"), ElementsAre("2 lossy-source"));
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY l/a /\nCOPY d/b /\n"), IsEmpty());
}

TEST(LintDockerfile, WhatLiesBelowAWildcardBeforeTwoStarsIsLost) {
  const TempTree tree;
  tree.file("src/a/b");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY src/*/** /\n"), ElementsAre("2 lossy-source"));
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY src/* /\n"), IsEmpty());
}

TEST(LintDockerfile, EverythingBeforeAnInstallIsABroadCopy) {
  const TempTree tree;
  tree.file("package.json", "{}");
  EXPECT_THAT(findings(tree, "FROM node\nCOPY . .\nRUN npm ci && npm run build\n"),
              ElementsAre("2 broad-copy"));
  EXPECT_THAT(
      findings(tree, "FROM node\nCOPY package.json ./\nCOPY ./ /app\nRUN [\"npm\", \"ci\"]\n"),
      ElementsAre("3 broad-copy"));
  EXPECT_THAT(findings(tree, "FROM node\nADD . .\nRUN echo\nRUN a && \\\n  npm ci\n"),
              ElementsAre("2 broad-copy"));
  EXPECT_THAT(findings(tree, "FROM node AS all\nCOPY . .\nFROM all\nRUN npm ci\n"),
              ElementsAre("2 broad-copy"));
  EXPECT_THAT(findings(tree, "FROM node\nCOPY . .\nRUN <<EOF\nset -e\nnpm ci\nEOF\n"),
              ElementsAre("2 broad-copy"));
}

TEST(LintDockerfile, EverythingBehindAnInstallOrInAnotherStageIsNone) {
  const TempTree tree;
  tree.file("package.json", "{}");
  tree.file("a/b");
  for (const char* dockerfile : {
           "FROM node\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
           "FROM node\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm install --offline\n",
           "FROM node\nCOPY . .\nRUN npm install -g serve\n",
           "FROM node\nCOPY . .\nRUN yarn build\n",
           "FROM node\nCOPY a .\nRUN npm ci\n",
           "FROM node\nRUN --mount=type=bind,target=/s npm ci\n",
           "FROM node AS one\nCOPY . .\nFROM node\nRUN npm ci\nCOPY --from=one / /\n",
           "FROM node AS one\nRUN npm ci\nFROM one\nCOPY . .\nRUN npm ci\n",
       }) {
    EXPECT_THAT(findings(tree, dockerfile), IsEmpty()) << dockerfile;
  }
}

TEST(LintDockerfile, TakingAMebibyteTwiceIsTold) {
  const TempTree tree;
  tree.file("big", std::string(kMebibyte, 'x'));
  tree.file("small", "x");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY big /\nCOPY . /all\n"),
              ElementsAre("3 repeated-source"));
  EXPECT_THAT(findings(tree, "FROM scratch AS one\nCOPY big /\nFROM one\nCOPY big /b\n"),
              ElementsAre("4 repeated-source"));
}

TEST(LintDockerfile, TakingLittleTwiceOrForTwoImagesIsNot) {
  const TempTree tree;
  tree.file("big", std::string(kMebibyte, 'x'));
  tree.file("small", "x");
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY small /\nCOPY . /all\n"), IsEmpty());
  EXPECT_THAT(
      findings(tree,
               "FROM scratch AS one\nCOPY big /\nFROM scratch\nCOPY --from=one / /\nCOPY . /\n"),
      IsEmpty());
}

TEST(LintDockerfile, ATmpfsMountBesideACopySendsEverything) {
  const TempTree tree;
  tree.file("a");
  EXPECT_THAT(findings(tree, "FROM x\nCOPY a /\nRUN --mount=type=tmpfs,target=/t true\n"),
              ElementsAre("3 tmpfs-context"));
}

TEST(LintDockerfile, ATmpfsMountAloneOrFromAStageOrBesideEverythingDoesNot) {
  const TempTree tree;
  tree.file("a");
  for (const char* dockerfile : {
           "FROM x\nRUN --mount=type=tmpfs,target=/t true\n",
           "FROM x AS y\nFROM x\nCOPY a /\nRUN --mount=type=tmpfs,from=y,target=/t true\n",
           "FROM x\nCOPY . /\nRUN --mount=type=tmpfs,target=/t true\n",
       }) {
    EXPECT_THAT(findings(tree, dockerfile), IsEmpty()) << dockerfile;
  }
}

TEST(LintDockerfile, AMebibyteThatNoInstructionTakesIsTold) {
  const TempTree tree;
  tree.file("a");
  tree.file("media/film", std::string(kMebibyte / 2, 'x'));
  tree.file("media/more", std::string(kMebibyte / 2, 'x'));
  const tare::Finding finding = only_finding(tree, "FROM scratch\nCOPY a /\n");
  EXPECT_EQ(finding.id, "unused-bytes");
  EXPECT_EQ(finding.bytes, kMebibyte);
  ASSERT_EQ(finding.largest.size(), 1U);
  EXPECT_EQ(finding.largest.front().name, "media/");
  EXPECT_EQ(only_finding(tree, "FROM x\nRUN --mount=type=tmpfs,target=/t true\n").id,
            "unused-bytes");
}

TEST(LintDockerfile, ATenthOrLessThatNoInstructionTakesIsNot) {
  const TempTree tree;
  tree.file("a", std::string(12 * kMebibyte, 'x'));
  tree.file("b", std::string(kMebibyte, 'x'));
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY a /\n"), IsEmpty());
  tree.file("a", "x");
  tree.file("b", std::string(kMebibyte - 1, 'x'));
  EXPECT_THAT(findings(tree, "FROM scratch\nCOPY a /\n"), IsEmpty());
}

TEST(LintDockerfile, ACommentAllowsWhatTheLineBehindItHas) {
  const TempTree tree;
  tree.file("package.json", "{}");
  const tare::LintResult result = lint(tree,
                                       "# tare: allow broad-copy\n"
                                       "FROM node\n"
                                       "  # tare: allow broad-copy, source-missing\n"
                                       "COPY . a \\\n"
                                       "     /app\n"
                                       "# tare: allow unused-bytes\n"
                                       "COPY b /\n"
                                       "RUN npm ci\n");
  EXPECT_EQ(result.allowed, 2U);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings.front().id, "source-missing");
  EXPECT_EQ(result.findings.front().line, 7U);
}

TEST(LintDockerfile, WhatIsInAHeredocIsNoComment) {
  const TempTree tree;
  EXPECT_THAT(findings(tree,
                       "FROM scratch\n"
                       "RUN <<EOF\n"
                       "# tare: allow source-missing\n"
                       "EOF\n"
                       "COPY a /\n"),
              ElementsAre("5 source-missing"));
}

TEST(DependencyInstall, IsKnownByTheWordsOfACommand) {
  for (const char* text : {
           "npm ci",
           "npm --no-audit ci",
           "npm ci --omit=dev",
           "npm install",
           "cd app && npm i",
           "corepack enable;yarn install --frozen-lockfile",
           "corepack enable && yarn",
           "yarn --frozen-lockfile",
           "pnpm i --offline",
           "pip install -r requirements.txt",
           "pip3 install --no-cache-dir -r requirements.txt",
           "python3 -m pip install .",
           "poetry install --no-root",
           "uv sync --locked",
           "bundle install",
           "bundle config set without dev && bundle install",
           "composer install --no-dev",
           "go mod download",
           "cargo fetch",
           "mvn -B dependency:go-offline",
           "./gradlew --no-daemon dependencies",
           "dotnet restore",
           "[\"npm\", \"ci\"]",
           "sh -c 'npm ci'",
           "--mount=type=cache,target=/root/.npm npm ci",
           "(npm ci)",
           "NODE_ENV=production npm ci",
       }) {
    EXPECT_TRUE(tare::installs_dependencies(std::string("RUN ") + text)) << text;
  }
}

TEST(DependencyInstall, IsNoOtherCommandOfTheSameProgram) {
  for (const char* text : {
           "",
           "npm run build",
           "npm run install",
           "npm install -g serve",
           "npm i --global serve",
           "yarn build",
           "yarn run install",
           "pip --version",
           "bundle exec rake",
           "go build ./...",
           "cargo build",
           "make install",
           "apt-get install -y npm",
           "echo npm && ci",
           "npm install -g npm && npm run build",
       }) {
    EXPECT_FALSE(tare::installs_dependencies(std::string("RUN ") + text)) << text;
  }
}

}  // namespace
