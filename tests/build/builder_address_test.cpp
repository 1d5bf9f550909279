#include "builder_address.hpp"

#include <gmock/gmock.h>

#include "child_connection.hpp"
#include "environment.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::BuilderAddress;
using cli::parse_builder_address;
using test::message;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Kind = BuilderAddress::Kind;
using Transport = BuilderAddress::Transport;

class BuilderAddresses : public testing::Test {
 protected:
  test::NoDockerVariables none_;
};

std::string refusal(const std::string& text) {
  return message(tare::Fault::usage, [&] { static_cast<void>(parse_builder_address(text)); });
}

TEST_F(BuilderAddresses, ASocketHasTheUsualPathIfNoneIsGiven) {
  const BuilderAddress docker = parse_builder_address("unix://");
  EXPECT_EQ(docker.kind, Kind::dockerd);
  EXPECT_EQ(docker.transport, Transport::unix_socket);
  EXPECT_EQ(docker.path, "/var/run/docker.sock");
  const BuilderAddress buildkit = parse_builder_address("buildkit+unix://");
  EXPECT_EQ(buildkit.kind, Kind::buildkitd);
  EXPECT_EQ(buildkit.path, "/run/buildkit/buildkitd.sock");
  EXPECT_EQ(parse_builder_address("unix:///a b/c").path, "/a b/c");
}

TEST_F(BuilderAddresses, AHostMayHaveAPortAndBeANumber) {
  struct Case {
    const char* text;
    const char* host;
    const char* port;
  };
  for (const auto& [text, host, port] :
       {Case{"tcp://build.example", "build.example", "2375"},
        Case{"tcp://build.example:99/", "build.example", "99"},
        Case{"tcp://127.0.0.1:1", "127.0.0.1", "1"}, Case{"tcp://[::1]", "::1", "2375"},
        Case{"tcp://[fe80::1%25eth0]:65535", "fe80::1%eth0", "65535"},
        Case{"buildkit+tcp://[2001:db8::2]:8", "2001:db8::2", "8"},
        Case{"buildkit+tcp://b", "b", "1234"}}) {
    const BuilderAddress address = parse_builder_address(text);
    EXPECT_EQ(address.transport, Transport::tcp) << text;
    EXPECT_EQ(address.host, host) << text;
    EXPECT_EQ(address.port, port) << text;
    EXPECT_FALSE(address.tls) << text;
  }
}

TEST_F(BuilderAddresses, SshRunsDockerOnTheOtherSide) {
  EXPECT_THAT(cli::command_for(parse_builder_address("ssh://me@far.example:22")),
              ElementsAre("ssh", "-o", "ConnectTimeout=30", "-T", "-l", "me", "-p", "22", "--",
                          "far.example", "docker", "system", "dial-stdio"));
  EXPECT_THAT(
      cli::command_for(parse_builder_address("ssh://a%40b@far/run/it's.sock")),
      ElementsAre("ssh", "-o", "ConnectTimeout=30", "-T", "-l", "a@b", "--", "far", "docker",
                  "--host", R"(unix://'/run/it'\''s.sock')", "system", "dial-stdio"));
}

TEST_F(BuilderAddresses, ACommandIsForTheShell) {
  const BuilderAddress pod = parse_builder_address("exec:kubectl exec -i b -- buildctl dial-stdio");
  EXPECT_EQ(pod.kind, Kind::buildkitd);
  EXPECT_THAT(cli::command_for(pod),
              ElementsAre("/bin/sh", "-c", "kubectl exec -i b -- buildctl dial-stdio"));
  EXPECT_EQ(parse_builder_address("docker+exec:x").kind, Kind::dockerd);
}

TEST_F(BuilderAddresses, WhatIsWrongIsSaid) {
  EXPECT_THAT(refusal("mybuilder"),
              HasSubstr("'mybuilder': no address of a builder: it is unix://"));
  EXPECT_THAT(refusal(""), HasSubstr("no address of a builder"));
  EXPECT_THAT(refusal("npipe:////./pipe/docker_engine"), HasSubstr("no address of a builder"));
  EXPECT_EQ(refusal("tcp://"), "'tcp://': the host is missing");
  EXPECT_EQ(refusal("tcp://::1:2375"),
            "'tcp://::1:2375': an IPv6 address stands in brackets, as in tcp://[::1]:2375");
  EXPECT_EQ(refusal("tcp://[::1"), "'tcp://[::1': the ] behind an IPv6 address is missing");
  EXPECT_EQ(refusal("tcp://[::1]2375"), "'tcp://[::1]2375': only :PORT may follow a ]");
  for (const char* port : {"0", "65536", "1e3", "-1", "99999999999"}) {
    EXPECT_THAT(refusal("tcp://h:" + std::string(port)), HasSubstr("from 1 to 65535"));
  }
  EXPECT_THAT(refusal("tcp://h:1/v1.24"), HasSubstr("a path cannot follow a port"));
  EXPECT_THAT(refusal("tcp://me@h"), HasSubstr("only ssh:// takes a user"));
  EXPECT_THAT(refusal("ssh://h?x=1"), HasSubstr("could follow a ? or a #"));
  EXPECT_THAT(refusal("ssh://@h"), HasSubstr("the user before the @ is missing"));
  EXPECT_THAT(refusal("ssh://me%4@h"), HasSubstr("two hexadecimal digits"));
  EXPECT_EQ(refusal("exec: "), "'exec: ': the command is missing, as in exec:buildctl dial-stdio");
  EXPECT_THAT(refusal("unix://" + std::string(200, 'p')), HasSubstr("at most 107 bytes"));
}

// ssh would take it for an option, such as one that runs a command.
TEST_F(BuilderAddresses, AHostIsNoOptionOfSsh) {
  EXPECT_THAT(refusal("ssh://-oProxyCommand=x"), HasSubstr("no name of a host"));
  EXPECT_THAT(refusal("ssh://%2doProxyCommand=x"), HasSubstr("no name of a host"));
}

TEST_F(BuilderAddresses, APasswordIsRefusedAndNotRepeated) {
  for (const char* text : {"ssh://me:Pa55@far", "tcp://me:Pa55@far:1", "ssh://:Pa55@far"}) {
    const std::string said = refusal(text);
    EXPECT_THAT(said, Not(HasSubstr("Pa55")));
    EXPECT_THAT(said, HasSubstr("***@far"));
  }
  EXPECT_THAT(refusal("me:Pa55@far"), HasSubstr("'me:***@far': no address of a builder"));
  // A command is the user's own text.
  EXPECT_EQ(cli::parse_plain_address("exec:ssh me@far: x").text, "exec:ssh me@far: x");
}

TEST_F(BuilderAddresses, TheEnvironmentDecidesOnTls) {
  const test::TempTree tree;
  const test::WithVariable directory("DOCKER_CERT_PATH", tree.path());
  const test::WithVariable verify("DOCKER_TLS_VERIFY", "1");
  EXPECT_THAT(refusal("tcp://far"), HasSubstr(tree.path("ca.pem") + "': DOCKER_TLS_VERIFY is set"));
  tree.file("ca.pem");
  const BuilderAddress address = parse_builder_address("tcp://far");
  EXPECT_EQ(address.port, "2376");
  ASSERT_TRUE(address.tls);
  EXPECT_EQ(address.tls->authority, tree.path("ca.pem"));
  EXPECT_EQ(address.tls->certificate, "");
  EXPECT_TRUE(address.tls->verify);
  tree.file("cert.pem");
  EXPECT_THAT(refusal("buildkit+tcp://far"), HasSubstr("there is a cert.pem, but no key.pem"));
  tree.file("key.pem");
  EXPECT_EQ(parse_builder_address("buildkit+tcp://far").tls->key, tree.path("key.pem"));
  EXPECT_FALSE(parse_builder_address("ssh://far").tls);
}

TEST_F(BuilderAddresses, TlsWithoutVerificationNeedsNoFiles) {
  const test::TempTree tree;
  const test::WithVariable directory("DOCKER_CERT_PATH", tree.path());
  const test::WithVariable tls("DOCKER_TLS", "1");
  const BuilderAddress address = parse_builder_address("tcp://far");
  ASSERT_TRUE(address.tls);
  EXPECT_FALSE(address.tls->verify);
  EXPECT_EQ(address.port, "2376");
}

}  // namespace
