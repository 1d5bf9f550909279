#include <gmock/gmock.h>
#include <sys/socket.h>

#include <csignal>

#include "../../cli/signals.hpp"
#include "connection.hpp"
#include "http_upgrade.hpp"
#include "peer.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::BuilderAddress;
using test::message;
using test::Peer;
using testing::HasSubstr;
using testing::Not;

class Upgrade : public testing::Test {
 protected:
  test::TempTree tree_;
  std::string asked_;

  BuilderAddress address() const {
    BuilderAddress address;
    address.path = tree_.path("d.sock");
    address.text = "unix://d.sock";
    return address;
  }

  /// What the connection gives behind the answer, which comes in these pieces.
  std::string upgraded(const std::vector<std::string>& pieces,
                       const cli::HttpHeaders& headers = {}) {
    tree_.clear();
    const Peer peer(address().path, [&](int connection) {
      asked_ = test::read_head(connection);
      for (const std::string& piece : pieces) {
        test::send_text(connection, piece);
        if (pieces.size() > 1) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
    const auto connection = cli::connect_to(address());
    cli::upgrade(*connection, address(), "/session", headers);
    return test::read_rest(connection->socket());
  }

  std::string refusal(const std::vector<std::string>& pieces) {
    return message(tare::Fault::output, [&] { upgraded(pieces); });
  }
};

TEST_F(Upgrade, AsksAsDockerDoes) {
  upgraded({"HTTP/1.1 101 UPGRADED\r\n\r\n"}, {{"X-Docker-Expose-Session-Uuid", "abc"}});
  EXPECT_THAT(asked_, testing::StartsWith("POST /session HTTP/1.1\r\n"));
  for (const char* header : {"Host: docker", "Connection: Upgrade", "Upgrade: h2c",
                             "X-Docker-Expose-Session-Uuid: abc"}) {
    EXPECT_THAT(asked_, HasSubstr(std::string("\r\n") + header + "\r\n"));
  }
}

// The name of a directory is in such a header.
TEST_F(Upgrade, AValueStaysInItsHeader) {
  upgraded({"HTTP/1.1 101 UPGRADED\r\n\r\n"}, {{"Name", "a\r\nX-Evil: 1\xc3\xa4"}});
  EXPECT_THAT(asked_, HasSubstr("\r\nName: a??X-Evil: 1??\r\n"));
}

// A daemon may begin with HTTP/2 in the same piece.
TEST_F(Upgrade, NotAByteBehindTheAnswerIsLost) {
  const std::string head = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  EXPECT_EQ(upgraded({head + "PRI * HTTP/2.0\r\n\r\n"}), "PRI * HTTP/2.0\r\n\r\n");
  std::vector<std::string> bytes;
  for (const char byte : head + "\r\n\r\n!") bytes.emplace_back(1, byte);
  EXPECT_EQ(upgraded(bytes), "\r\n\r\n!");
}

TEST_F(Upgrade, ADaemonWithoutBuildKitIsTold) {
  EXPECT_EQ(
      refusal(
          {"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n"
           R"({"message":"page not found"})"
           "\n"}),
      "'unix://d.sock': the daemon has no BuildKit, which comes with Docker 18.09 and newer; it "
      "answers 404: page not found");
}

TEST_F(Upgrade, WhatADaemonSaysIsPassedOn) {
  EXPECT_THAT(refusal({"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n1",
                       "4\r\n{\"message\":", "\"no room\"", "\r\n1\r\n}\r\n0\r\n\r\n"}),
              HasSubstr("the daemon answers 500: no room"));
  EXPECT_THAT(refusal({"HTTP/1.0 403 No\r\n\r\nnot you\nmore"}),
              testing::EndsWith("the daemon answers 403: not you"));
  EXPECT_THAT(refusal({"HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n"}),
              testing::EndsWith("the daemon answers 502"));
  EXPECT_THAT(
      refusal(
          {"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"}),
      HasSubstr("the daemon wants TLS: set DOCKER_TLS_VERIFY=1"));
}

TEST_F(Upgrade, AnAnswerThatIsNoneIsTold) {
  EXPECT_THAT(refusal({"SSH-2.0-OpenSSH_9.2p1\r\n"}), HasSubstr("the builder's answer is no HTTP"));
  EXPECT_THAT(refusal({"HTTP/1.1 abc\r\n\r\n"}), HasSubstr("the builder's answer is no HTTP ("));
  EXPECT_THAT(refusal({"HTTP/1.1 101 A\r\nX: " + std::string(100000, 'x')}),
              HasSubstr("its head does not end"));
  EXPECT_THAT(refusal({""}), HasSubstr("closed the connection without an answer"));
  EXPECT_THAT(refusal({"HTTP/1.1 101 A\r\n"}), HasSubstr("in the middle of its answer"));
  EXPECT_THAT(refusal({"HTTP/1.1 500 A\r\nContent-Length: 10\r\n\r\nabc"}),
              HasSubstr("in the middle of its answer"));
}

TEST_F(Upgrade, AMessageIsOneSafeLine) {
  EXPECT_THAT(refusal({"HTTP/1.1 500 A\r\n\r\n{\"message\": \"a\\u001b[2Jb\\nc\"}"}),
              HasSubstr(R"(500: a\x1b[2Jb\nc)"));
}

TEST_F(Upgrade, ABuilderThatDoesNotAnswerIsLeft) {
  const Peer peer(address().path, [](int connection) { test::read_rest(connection); });
  const auto connection = cli::connect_to(address());
  EXPECT_EQ(message(tare::Fault::output,
                    [&] {
                      const cli::HttpPost post(*connection, "b", "/", {}, std::chrono::seconds(1));
                    }),
            "'b': the builder does not answer");
}

TEST_F(Upgrade, ASignalEndsTheWaiting) {
  const Peer peer(address().path, [](int connection) { test::read_rest(connection); });
  const auto connection = cli::connect_to(address());
  cli::remember_signals();
  std::thread pressing([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    kill(getpid(), SIGINT);
  });
  EXPECT_THROW(cli::upgrade(*connection, address(), "/grpc", {}), cli::Interrupted);
  pressing.join();
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace
