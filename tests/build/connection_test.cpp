#include "connection.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "peer.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::BuilderAddress;
using cli::connect_to;
using test::message;
using test::Peer;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

BuilderAddress socket_at(const std::string& path) {
  BuilderAddress address;
  address.path = path;
  address.text = "unix://the.sock";
  return address;
}

BuilderAddress tcp_at(const std::string& host, const std::string& port) {
  BuilderAddress address;
  address.transport = BuilderAddress::Transport::tcp;
  address.host = host;
  address.port = port;
  address.text = "tcp://the-builder";
  return address;
}

std::string refusal(const BuilderAddress& address) {
  return message(tare::Fault::output, [&] { static_cast<void>(connect_to(address)); });
}

std::string greeting(const BuilderAddress& address) {
  return test::read_rest(connect_to(address)->socket());
}

void greet(int connection) { test::send_text(connection, "hello"); }

TEST(Connection, SocketsOfAllKindsConnect) {
  const test::TempTree tree;
  const Peer here(tree.path("d.sock"), greet);
  EXPECT_EQ(greeting(socket_at(tree.path("d.sock"))), "hello");
  const Peer far("", greet);
  EXPECT_EQ(greeting(tcp_at("127.0.0.1", far.port())), "hello");
  EXPECT_EQ(greeting(tcp_at("localhost", far.port())), "hello");
  const Peer newer("", greet, true);
  EXPECT_EQ(greeting(tcp_at("::1", newer.port())), "hello");
}

TEST(Connection, ASocketThatIsNotThereSaysWhatToDo) {
  const test::TempTree tree;
  EXPECT_EQ(refusal(socket_at(tree.path("d.sock"))),
            "'unix://the.sock': no builder can be reached there: start the docker daemon, or name "
            "another builder by --builder, DOCKER_HOST or a docker context: No such file or "
            "directory");
  BuilderAddress buildkitd = socket_at(tree.path("d.sock"));
  buildkitd.kind = BuilderAddress::Kind::buildkitd;
  EXPECT_THAT(refusal(buildkitd), HasSubstr("start the buildkitd, or name another"));
}

TEST(Connection, WhoNamedTheBuilderIsSaid) {
  BuilderAddress address = socket_at("/nowhere/d.sock");
  address.from = "DOCKER_HOST";
  EXPECT_THAT(refusal(address), StartsWith("'unix://the.sock (DOCKER_HOST)': no builder"));
}

TEST(Connection, NobodyMayListen) {
  const test::TempTree tree;
  tree.socket("d.sock");
  EXPECT_THAT(refusal(socket_at(tree.path("d.sock"))), testing::EndsWith("Connection refused"));
  std::string port;
  { port = Peer("", greet).port(); }
  EXPECT_THAT(refusal(tcp_at("127.0.0.1", port)),
              AllOf(StartsWith("'tcp://the-builder': "), testing::EndsWith("Connection refused")));
}

TEST(Connection, AHostMayBeUnknown) {
  EXPECT_THAT(refusal(tcp_at("nowhere.invalid", "2375")),
              StartsWith("'tcp://the-builder': the host nowhere.invalid cannot be found: "));
}

// In a process of its own, since root may use any socket.
TEST(Connection, ASocketThatMayNotBeUsedNamesTheGroup) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const test::TempTree tree;
  tree.socket("d.sock");
  tree.mode("d.sock", 0);
  const auto refused = [&] {
    if (getuid() == 0 && setuid(65534) != 0) _exit(2);
    try {
      static_cast<void>(connect_to(socket_at(tree.path("d.sock"))));
    } catch (const tare::Error& error) {
      std::fputs(error.what(), stderr);
      _exit(0);
    }
    _exit(1);
  };
  EXPECT_EXIT(refused(), testing::ExitedWithCode(0),
              "may not use the socket of the docker daemon: join the group docker, or name "
              "another builder by --builder, DOCKER_HOST or a docker context: Permission denied");
}

}  // namespace
