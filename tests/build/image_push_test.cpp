#include "image_push.hpp"

#include <gmock/gmock.h>

#include <cstdio>

#include "builder.hpp"
#include "environment.hpp"
#include "peer.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::PushStep;
using test::message;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ImagePush, TheRegistryIsInTheName) {
  for (const auto& [image, registry] : std::vector<std::pair<std::string, std::string>>{
           {"shop", "docker.io"},
           {"shop:1.2", "docker.io"},
           {"me/shop", "docker.io"},
           {"localhost/shop", "localhost"},
           {"registry.example/a/b:1", "registry.example"},
           {"far:5000/shop", "far:5000"},
           {"[::1]:5000/shop", "[::1]:5000"}}) {
    EXPECT_EQ(cli::registry_of(image), registry) << image;
  }
}

std::string chunk(const std::string& text) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return size + text + "\r\n";
}

class Pushing : public testing::Test {
 protected:
  test::TempTree tree_;
  test::NoDockerVariables none_;
  std::string asked_;
  std::vector<std::string> steps_;

  std::string push(const std::string& image, const std::string& answer) {
    cli::BuilderAddress address;
    address.path = tree_.path("d.sock");
    address.text = "unix://d.sock";
    const test::Peer peer(address.path, [&](int connection) {
      asked_ = test::read_head(connection);
      test::send_text(connection, answer);
    });
    struct Unlink {
      const test::TempTree& tree;
      ~Unlink() { std::remove(tree.path("d.sock").c_str()); }
    } const unlink{tree_};
    cli::Builder builder(address);
    return builder.push(image, cli::DockerConfig(tree_.path()), [&](const PushStep& step) {
      steps_.push_back(step.layer + " " + step.status + " " + std::to_string(step.current) + "/" +
                       std::to_string(step.total));
    });
  }

  std::string refusal(const std::string& image, const std::string& answer,
                      tare::Fault fault = tare::Fault::output) {
    return message(fault, [&] { push(image, answer); });
  }

  static std::string lines(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body;
  }
};

TEST_F(Pushing, TellsOfEachLayerAndOfTheDigest) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
      chunk("{\"status\":\"refers to\"}\r\n") + chunk("{\"status\":\"Push") +
      chunk("ing\",\"progressDetail\":{\"current\":5,\"total\":10},\"id\":\"abc\"}\r\n{") +
      chunk("\"progressDetail\":{},\"aux\":{\"Tag\":\"1\",\"Digest\":\"sha256:0123\"}}\r\n") +
      chunk("");
  EXPECT_EQ(push("far.example:5000/a/shop:1", answer), "sha256:0123");
  EXPECT_THAT(steps_, ElementsAre(" refers to 0/0", "abc Pushing 5/10"));
  EXPECT_THAT(asked_, StartsWith("POST /images/far.example:5000/a/shop/push?tag=1 HTTP/1.1\r\n"));
  // {} in base64: nothing is known of this registry
  EXPECT_THAT(asked_, HasSubstr("\r\nX-Registry-Auth: e30=\r\n"));
}

// {"password":"p?>~","serveraddress":"registry.example:5000","username":"u"}, and
// {"identitytoken":"t","serveraddress":"docker.io"}
TEST_F(Pushing, ShowsWhatTheConfigurationHolds) {
  tree_.file("config.json", R"({"auths": {"registry.example:5000": {"auth": "dTpwPz5+"},
    "https://index.docker.io/v1/": {"identitytoken": "t"}}})");
  push("registry.example:5000/shop", lines(""));
  EXPECT_THAT(asked_,
              HasSubstr("X-Registry-Auth: "
                        "eyJwYXNzd29yZCI6InA_Pn4iLCJzZXJ2ZXJhZGRyZXNzIjoicmVnaXN0cnkuZXhhbXBs"
                        "ZTo1MDAwIiwidXNlcm5hbWUiOiJ1In0=\r\n"));
  EXPECT_THAT(asked_, StartsWith("POST /images/registry.example:5000/shop/push?tag=latest "));
  push("me/shop", lines(""));
  EXPECT_THAT(
      asked_,
      HasSubstr("X-Registry-Auth: "
                "eyJpZGVudGl0eXRva2VuIjoidCIsInNlcnZlcmFkZHJlc3MiOiJkb2NrZXIuaW8ifQ==\r\n"));
}

TEST_F(Pushing, WhatTheRegistrySaysIsTold) {
  tree_.file("config.json", R"({"auths": {"r.example": {"auth": "dTpQYTU1"}}})");
  const std::string denied =
      refusal("r.example/x", lines("{\"status\":\"Preparing\"}\r\n{\"errorDetail\":{\"message\":"
                                   "\"denied: no\"},\"error\":\"denied: no\"}\r\n"));
  EXPECT_EQ(denied, "'r.example/x': cannot be pushed: denied: no");
  EXPECT_EQ(refusal("x:1", "HTTP/1.1 404 Not Found\r\n\r\n{\"message\":\"no such image\"}"),
            "'x:1': cannot be pushed: the daemon answers 404: no such image");
  EXPECT_THAT(refusal("x", lines("[1]\n")), HasSubstr("no JSON object"));
  EXPECT_THAT(refusal("x", lines(std::string(3'000'000, ' '))), HasSubstr("without an end"));
  EXPECT_THAT(refusal("r.example/x", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"sta"),
              testing::AllOf(HasSubstr("in the middle of its answer"), Not(HasSubstr("Pa55"))));
}

TEST_F(Pushing, ANameIsNoPartOfTheRequest) {
  for (const char* image : {"x HTTP/1.1\r\nX:", "x?tag=y", "a/../b", "x:", "x@sha256:00", ""}) {
    refusal(image, lines(""), tare::Fault::usage);
    EXPECT_EQ(asked_, "") << image;
  }
}

TEST_F(Pushing, ABuildkitdPushesByItself) {
  cli::Builder builder(cli::parse_plain_address("buildkit+unix:///nowhere"));
  EXPECT_THAT(
      message(tare::Fault::usage, [&] { builder.push("x", cli::DockerConfig(tree_.path()), {}); }),
      HasSubstr("pushes what it builds by itself"));
}

}  // namespace
