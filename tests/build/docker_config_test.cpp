#include "docker_config.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "environment.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::DockerConfig;
using test::message;
using testing::HasSubstr;
using testing::Not;

class DockerConfigs : public testing::Test {
 protected:
  test::TempTree tree_;
  test::NoDockerVariables none_;
  test::WithVariable path_{"PATH", tree_.path("bin")};  // no helper of this machine

  DockerConfigs() { tree_.symlink("bin/cat", "/bin/cat"); }

  DockerConfig config(const std::string& text) const {
    tree_.file("config.json", text);
    return DockerConfig(tree_.path());
  }

  std::string refusal(const std::string& text) const {
    return message(tare::Fault::usage, [&] { static_cast<void>(config(text)); });
  }

  /// Writes docker-credential-NAME, which keeps what it was asked in the file `asked`.
  void helper(const std::string& name, const std::string& commands) const {
    const std::string file = "bin/docker-credential-" + name;
    tree_.file(file, "#!/bin/sh\n{ echo \"$*\"; cat; } >" + tree_.path("asked") + "\n" + commands);
    tree_.mode(file, 0755);
  }

  [[nodiscard]] std::string asked() const { return test::read_file(tree_.path("asked")); }
};

/// `USER SECRET`, or `none`.
std::string shown_to(const DockerConfig& config, const std::string& host) {
  const auto credentials = config.credentials(host);
  return credentials ? credentials->user + " " + credentials->secret : "none";
}

TEST_F(DockerConfigs, NoFileSaysNothing) {
  const DockerConfig config(tree_.path("nowhere"));
  EXPECT_EQ(config.current_context(), "");
  EXPECT_EQ(shown_to(config, "registry.example"), "none");
  EXPECT_EQ(shown_to(this->config(" \n"), "registry.example"), "none");
}

TEST_F(DockerConfigs, TheDirectoryIsDockers) {
  const test::WithVariable home("HOME", "/home/of/somebody");
  EXPECT_EQ(DockerConfig().directory(), "/home/of/somebody/.docker");
  const test::WithVariable named("DOCKER_CONFIG", tree_.path());
  EXPECT_EQ(DockerConfig().file(), tree_.path("config.json"));
}

// echo -n 'user:with:colon' | base64
TEST_F(DockerConfigs, AuthsHoldUserAndPassword) {
  const DockerConfig config = this->config(R"({"auths": {
    "registry.example:5000": {"auth": "dXNlcjp3aXRoOmNvbG9u"},
    "plain.example": {"username": "u", "password": "p"},
    "token.example": {"auth": "dTpw", "identitytoken": "a token"},
    "https://old.example/v1/": {"auth": "dTpvbGQ="},
    "logged.out": {},
    "null.example": {"auth": null}}})");
  EXPECT_EQ(shown_to(config, "registry.example:5000"), "user with:colon");
  EXPECT_EQ(shown_to(config, "plain.example"), "u p");
  EXPECT_EQ(shown_to(config, "token.example"), " a token");
  EXPECT_EQ(shown_to(config, "old.example"), "u old");
  EXPECT_EQ(shown_to(config, "logged.out"), "none");
  EXPECT_EQ(shown_to(config, "null.example"), "none");
  EXPECT_EQ(shown_to(config, "registry.example"), "none");
}

TEST_F(DockerConfigs, DockerHubHasAKeyOfItsOwn) {
  const DockerConfig config =
      this->config(R"({"auths": {"https://index.docker.io/v1/": {"auth": "bWU6aHVi"}}})");
  for (const char* host : {"registry-1.docker.io", "docker.io", "index.docker.io"}) {
    EXPECT_EQ(shown_to(config, host), "me hub") << host;
  }
}

TEST_F(DockerConfigs, AHelperOfTheRegistryWinsOverTheStoreAndThatOverAuths) {
  helper("one", R"(echo '{"ServerURL": "x", "Username": "u1", "Secret": "s1"}')");
  helper("all", R"(echo '{"ServerURL": "x", "Username": "u2", "Secret": "s2"}')");
  const DockerConfig config =
      this->config(R"({"credsStore": "all", "credHelpers": {"a.example": "one"},
    "auths": {"a.example": {"auth": "dTpw"}, "b.example": {"auth": "dTpw"}}})");
  EXPECT_EQ(shown_to(config, "a.example"), "u1 s1");
  EXPECT_EQ(asked(), "get\na.example");
  EXPECT_EQ(shown_to(config, "b.example"), "u2 s2");
  EXPECT_EQ(shown_to(config, "docker.io"), "u2 s2");
  EXPECT_EQ(asked(), "get\nhttps://index.docker.io/v1/");
}

TEST_F(DockerConfigs, AHelpersTokenIsAnIdentityToken) {
  helper("t", R"(echo '{"Username": "<token>", "Secret": "abc"}')");
  EXPECT_EQ(shown_to(config(R"({"credsStore": "t"})"), "r.example"), " abc");
}

TEST_F(DockerConfigs, AHelperThatKnowsNothingMeansAnonymous) {
  helper("e", "echo credentials not found in native keychain; exit 1");
  const DockerConfig config =
      this->config(R"({"credsStore": "e", "auths": {"r.example": {"auth": "dTpw"}}})");
  EXPECT_EQ(shown_to(config, "r.example"), "none");
}

TEST_F(DockerConfigs, AHelperThatFailsIsAnErrorAsForDocker) {
  const DockerConfig config = this->config(R"({"credsStore": "f"})");
  const auto ask = [&] {
    return message(tare::Fault::usage, [&] { static_cast<void>(config.credentials("r.example")); });
  };
  EXPECT_THAT(ask(), HasSubstr("'docker-credential-f': no credentials for r.example: docker's "
                               "configuration names this helper, and it cannot be run"));
  EXPECT_THAT(ask(), HasSubstr("No such file or directory"));
  helper("f", "echo the keychain is locked; exit 3");
  EXPECT_THAT(ask(), HasSubstr("it ended with code 3: the keychain is locked"));
  helper("f", "kill -9 $$");
  EXPECT_THAT(ask(), HasSubstr("it ended with code 137"));
  // What it has answered may hold a secret, whether it fails or not.
  for (const char* answer :
       {"{\\\"Username", "\\\"SECRET\\\": \\\"Pa55", "\\\"u\\\"\n\\\"Secret\\\""}) {
    helper("f", "echo \"" + std::string(answer) + " Pa55\"; exit 1");
    EXPECT_THAT(ask(), HasSubstr("it ended with code 1; what it printed may hold the secret"));
    EXPECT_THAT(ask(), Not(HasSubstr("Pa55")));
  }
  helper("f", "echo '{\"Username\": \"u\", \"Secret\": Pa55'");
  EXPECT_THAT(ask(), HasSubstr("its answer is no JSON object"));
  EXPECT_THAT(ask(), Not(HasSubstr("Pa55")));
}

TEST_F(DockerConfigs, WhoeverWaitsForAHelperMayGiveUp) {
  tree_.symlink("bin/sleep", "/bin/sleep");
  for (const char* commands : {"exec sleep 300", "exec >&- <&-; exec sleep 300"}) {
    helper("w", commands);
    const DockerConfig config = this->config(R"({"credsStore": "w"})");
    const auto begin = std::chrono::steady_clock::now();
    struct GivenUp {};
    EXPECT_THROW(
        static_cast<void>(config.credentials("r.example",
                                             [&] {
                                               const auto now = std::chrono::steady_clock::now();
                                               if (now - begin > std::chrono::milliseconds(300))
                                                 throw GivenUp();
                                             })),
        GivenUp);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4)) << commands;
  }
}

TEST_F(DockerConfigs, AnAnswerWithoutAnEndIsNotRead) {
  helper("long", "exec cat /dev/zero");
  const DockerConfig config = this->config(R"({"credsStore": "long"})");
  EXPECT_THAT(
      message(tare::Fault::usage, [&] { static_cast<void>(config.credentials("r.example")); }),
      HasSubstr("it ended with code"));
}

TEST_F(DockerConfigs, WithoutAnyCredentialsTheUsualHelperIsAsked) {
  EXPECT_EQ(shown_to(config("{}"), "r.example"), "none");
  helper("secretservice", R"(echo '{"Username": "u", "Secret": "s"}')");
  EXPECT_EQ(shown_to(config("{}"), "r.example"), "u s");
  EXPECT_EQ(shown_to(config(R"({"auths": {"x.example": {}}})"), "r.example"), "none");
  helper("pass", R"(echo '{"Username": "by", "Secret": "pass"}')");
  tree_.file("bin/pass");
  tree_.mode("bin/pass", 0755);
  EXPECT_EQ(shown_to(config("{}"), "r.example"), "by pass");
}

TEST_F(DockerConfigs, AMalformedFileIsAnErrorWithItsLineAndWithoutItsText) {
  const std::string file = tree_.path("config.json");
  EXPECT_EQ(refusal("{\n  \"auths\": {\n    \"Pa55\" }\n}"),
            file + ":3: malformed JSON at byte 27");
  EXPECT_EQ(refusal("[]"), file + ":1: this is no JSON object");
  EXPECT_THAT(refusal(R"({"currentContext": 1})"), HasSubstr("currentContext is no string"));
  EXPECT_THAT(refusal(R"({"auths": []})"), HasSubstr("auths is no object"));
  EXPECT_THAT(refusal(R"({"credHelpers": {"r": true}})"), HasSubstr("credHelpers.r is no string"));
  for (const char* auth : {"Pa55", "Pa5=Pa55", "====", "dTp3\\u0020"}) {
    const std::string said =
        refusal(R"({"auths": {"r": {"auth": ")" + std::string(auth) + R"("}}})");
    EXPECT_THAT(said, HasSubstr("auths.r.auth is n"));
    EXPECT_THAT(said, Not(HasSubstr("Pa5")));
  }
  EXPECT_THAT(refusal(std::string(100000, '[')), HasSubstr("too many objects in each other"));
}

TEST_F(DockerConfigs, AFileThatCannotBeReadIsAnError) {
  tree_.directory("config.json");
  EXPECT_THAT(message(tare::Fault::usage, [&] { DockerConfig(tree_.path()); }),
              HasSubstr(tree_.path("config.json")));
}

}  // namespace
