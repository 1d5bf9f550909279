#include "docker_context.hpp"

#include <gmock/gmock.h>

#include "environment.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::BuilderAddress;
using cli::DockerConfig;
using test::message;
using test::WithVariable;
using testing::HasSubstr;
using Transport = BuilderAddress::Transport;

// printf remote | sha256sum
constexpr char kRemote[] = "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a";

class DockerContexts : public testing::Test {
 protected:
  test::TempTree tree_;
  test::NoDockerVariables none_;

  void context(const std::string& endpoint) const {
    tree_.file(std::string("contexts/meta/") + kRemote + "/meta.json",
               R"({"Name": "remote", "Metadata": {}, "Endpoints": {"docker": )" + endpoint + "}}");
  }
  void tls(const std::string& name) const {
    tree_.file(std::string("contexts/tls/") + kRemote + "/docker/" + name);
  }
  [[nodiscard]] BuilderAddress remote() const {
    const WithVariable named("DOCKER_CONTEXT", "remote");
    return chosen();
  }
  [[nodiscard]] BuilderAddress chosen() const {
    return cli::default_builder(DockerConfig(tree_.path()));
  }
  [[nodiscard]] std::string refusal() const {
    return message(tare::Fault::usage, [&] { static_cast<void>(chosen()); });
  }
};

TEST_F(DockerContexts, WithoutAnythingItIsTheUsualSocket) {
  EXPECT_EQ(chosen().path, "/var/run/docker.sock");
  EXPECT_EQ(chosen().from, "");
}

TEST_F(DockerContexts, TheHostWinsOverTheContextAndThatOverTheCurrentOne) {
  tree_.file("config.json", R"({"currentContext": "remote"})");
  context(R"({"Host": "ssh://by-config"})");
  EXPECT_EQ(chosen().host, "by-config");
  EXPECT_EQ(chosen().from, "the docker context remote");
  const WithVariable named("DOCKER_CONTEXT", "default");
  EXPECT_EQ(chosen().path, "/var/run/docker.sock");
  const WithVariable host("DOCKER_HOST", "tcp://by-host");
  EXPECT_EQ(chosen().host, "by-host");
  EXPECT_EQ(chosen().port, "2375");
  EXPECT_EQ(chosen().from, "DOCKER_HOST");
}

TEST_F(DockerContexts, AnEmptyVariableIsNone) {
  tree_.file("config.json", R"({"currentContext": "remote"})");
  context(R"({"Host": "unix:///x"})");
  const WithVariable named("DOCKER_CONTEXT", "");
  const WithVariable host("DOCKER_HOST", "");
  EXPECT_EQ(chosen().path, "/x");
}

TEST_F(DockerContexts, DockerTakesAHostWithoutAScheme) {
  const WithVariable host("DOCKER_HOST", "far:99");
  EXPECT_EQ(chosen().transport, Transport::tcp);
  EXPECT_EQ(chosen().port, "99");
  const WithVariable path("DOCKER_HOST", "/run/d.sock");
  EXPECT_EQ(chosen().path, "/run/d.sock");
}

TEST_F(DockerContexts, ACertificateOfAContextIsTheOnlyAuthority) {
  context(R"({"Host": "tcp://far", "SkipTLSVerify": false})");
  EXPECT_FALSE(remote().tls);
  EXPECT_EQ(remote().port, "2375");
  for (const char* name : {"ca.pem", "cert.pem", "key.pem"}) tls(name);
  const BuilderAddress address = remote();
  ASSERT_TRUE(address.tls);
  EXPECT_EQ(address.port, "2376");
  EXPECT_EQ(address.tls->key,
            tree_.path(std::string("contexts/tls/") + kRemote + "/docker/key.pem"));
  EXPECT_FALSE(address.tls->system);
  EXPECT_TRUE(address.tls->verify);
}

TEST_F(DockerContexts, AContextMayVerifyNothing) {
  context(R"({"Host": "tcp://far:1", "SkipTLSVerify": true})");
  ASSERT_TRUE(remote().tls);
  EXPECT_FALSE(remote().tls->verify);
  // What the environment says of TLS is for DOCKER_HOST.
  context(R"({"Host": "tcp://far:1"})");
  const WithVariable verify("DOCKER_TLS_VERIFY", "1");
  EXPECT_FALSE(remote().tls);
}

TEST_F(DockerContexts, WhatCannotBeUsedIsSaid) {
  tree_.file("config.json", R"({"currentContext": "remote"})");
  EXPECT_EQ(refusal(), "the docker context 'remote' does not exist, which " +
                           tree_.path("config.json") +
                           " names: `docker context ls` lists those that do");
  {
    const WithVariable named("DOCKER_CONTEXT", "other");
    EXPECT_THAT(refusal(), HasSubstr("'other' does not exist, which DOCKER_CONTEXT names"));
  }
  context("{}");
  EXPECT_THAT(refusal(), HasSubstr("names no docker daemon"));
  context(R"({"Host": "tcp://far:x"})");
  EXPECT_THAT(refusal(), HasSubstr("from 1 to 65535 (from the docker context remote)"));
  context("{");
  EXPECT_THAT(refusal(), HasSubstr("meta.json:1: malformed JSON"));
  tls("key.pem");
  context(R"({"Host": "tcp://far"})");
  EXPECT_THAT(refusal(), HasSubstr("there is a key.pem, but no cert.pem"));
}

}  // namespace
