#include "tare/suggest.hpp"

#include <gmock/gmock.h>

#include "support/temp_tree.hpp"
#include "tare/lint.hpp"

namespace {

using test::TempTree;
using testing::ElementsAre;

// `LINE FILES BYTES WHAT` for each, with `?` behind a line that is not sure.
std::vector<std::string> suggestions(const TempTree& tree,
                                     const tare::SuggestOptions& options = {}) {
  std::vector<std::string> list;
  for (const tare::Suggestion& one : tare::suggest(tare::Context(tree.path()), options)) {
    list.push_back(one.line + (one.sure ? " " : "? ") + std::to_string(one.tally.files) + " " +
                   std::to_string(one.tally.bytes) + " " + std::string(one.what));
  }
  return list;
}

TEST(Suggest, SecretsAreSureAndComeFirst) {
  const TempTree tree;
  tree.file(".idea/workspace.xml", std::string(500, 'x'));
  tree.file("a/.npmrc", "_auth=YWJj\n");
  tree.file("b/.npmrc", "_auth=YWJjZA==\n");
  tree.file("test/id_rsa", "for tests");
  EXPECT_THAT(suggestions(tree), ElementsAre("**/.npmrc 2 26 an npm token",
                                             ".idea 1 500 settings of JetBrains' editors"));
}

TEST(Suggest, ALineAgainstASecretTakesNothingElseAlong) {
  const TempTree tree;
  tree.file(".npmrc", "_auth=YWJj\n");
  tree.file("a/.npmrc", "_auth=YWJj\n");
  tree.file("b/.npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n");
  EXPECT_THAT(suggestions(tree),
              ElementsAre("/.npmrc 1 11 an npm token", "a/.npmrc 1 11 an npm token"));
}

TEST(Suggest, WhatALineForASecretTakesIsNotCountedTwice) {
  const TempTree tree;
  tree.file(".git/config", "url = https://me:hunter2@example.org/a\n");
  tree.file("package.json", "{}");
  tree.file("dist/.env", "A=b\n");
  tree.file("dist/app.js", "12345");
  EXPECT_THAT(suggestions(tree), ElementsAre("**/.env 1 4 an environment file with values",
                                             ".git 1 39 a git repository with its history",
                                             "dist? 1 5 output of a build"));
}

TEST(Suggest, ASecretWhoseNameCannotBeShownHasALineThatCan) {
  const TempTree tree;
  tree.file("a\n/id_rsa", "key");
  tree.file("b\x1b/id_rsa.p12", "key");
  EXPECT_THAT(suggestions(tree),
              ElementsAre("**/id_rsa 1 3 a private key", "b[^ -~]/id_rsa.p12 1 3 a key store"));
}

}  // namespace
