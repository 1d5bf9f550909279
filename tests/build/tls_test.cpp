#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <future>
#include <thread>

#include "connection.hpp"
#include "environment.hpp"
#include "http_upgrade.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"
#include "tls_peer.hpp"

namespace {

using cli::BuilderAddress;
using test::certificate;
using test::message;
using test::over_tls;
using test::Peer;
using test::TlsServer;
using test::TlsStream;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

BuilderAddress address_of(const Peer& peer, const std::string& client = "client") {
  BuilderAddress address;
  address.transport = BuilderAddress::Transport::tcp;
  address.host = "127.0.0.1";
  address.port = peer.port();
  address.text = "tcp://the-builder";
  cli::TlsFiles files;
  files.authority = certificate("ca.pem");
  if (!client.empty()) {
    files.certificate = certificate(client + ".pem");
    files.key = certificate(client + "-key.pem");
  }
  address.tls = files;
  return address;
}

/// Answers an upgrade, then sends back what it gets.
void echo(const TlsStream& stream) {
  test::read_head([&](char* to, std::size_t size) { return stream.read(to, size); });
  stream.write("HTTP/1.1 101 UPGRADED\r\nUpgrade: h2c\r\n\r\nfirst");
  char buffer[8192];
  for (long got = 0; (got = stream.read(buffer, sizeof buffer)) > 0;) {
    stream.write(std::string(buffer, static_cast<std::size_t>(got)));
  }
}

/// Why it cannot be connected to, or upgraded.
std::string refusal(const BuilderAddress& address, tare::Fault fault = tare::Fault::output) {
  return message(fault, [&] {
    const auto connection = cli::connect_to(address);
    cli::upgrade(*connection, address, "/grpc", {});
  });
}

std::string receive(int fd, std::size_t size) {
  std::string text(size, '\0');
  const ssize_t got = recv(fd, text.data(), size, MSG_WAITALL);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

TEST(Tls, BytesComeBackWhole) {
  const Peer peer("", over_tls({}, echo));
  const auto address = address_of(peer);
  const auto connection = cli::connect_to(address);
  cli::upgrade(*connection, address, "/grpc", {});
  const cli::Descriptor socket(connection->release());
  EXPECT_EQ(receive(socket.get(), 5), "first");

  std::string bytes(3'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i >> 8);
  std::thread sending([&] { test::send_text(socket.get(), bytes); });
  EXPECT_TRUE(receive(socket.get(), bytes.size()) == bytes);
  sending.join();
  EXPECT_EQ(connection->failure(), "");
}

TEST(Tls, TheEndOfTheBuilderIsTheEndHere) {
  const Peer peer("", over_tls({}, [](const TlsStream& stream) { stream.write("last words"); }));
  const auto connection = cli::connect_to(address_of(peer));
  EXPECT_EQ(test::read_rest(connection->socket()), "last words");
  EXPECT_EQ(connection->failure(), "");
}

TEST(Tls, TheEndHereIsTheEndOfTheBuilder) {
  std::promise<std::string> got;
  const Peer peer("", over_tls({}, [&](const TlsStream& stream) {
                    std::string text;
                    char byte = 0;
                    while (stream.read(&byte, 1) == 1) text += byte;
                    got.set_value(text);
                  }));
  {
    const auto connection = cli::connect_to(address_of(peer));
    const cli::Descriptor socket(connection->release());
    test::send_text(socket.get(), "all of it");
  }
  EXPECT_EQ(got.get_future().get(), "all of it");
}

TEST(Tls, TheProtocolIsAskedFor) {
  std::string protocol;
  {
    const Peer peer("", over_tls(
                            {}, [](const TlsStream&) {}, &protocol));
    auto address = address_of(peer);
    address.kind = BuilderAddress::Kind::buildkitd;
    test::read_rest(cli::connect_to(address)->socket());
  }
  EXPECT_EQ(protocol, "h2");
}

TEST(Tls, TheHostMayBeAName) {
  const Peer peer("", over_tls({}, echo));
  auto address = address_of(peer);
  address.host = "localhost";
  EXPECT_NO_THROW(static_cast<void>(cli::connect_to(address)));
}

TEST(Tls, AnAuthorityThatHasNotSignedIsRefused) {
  const Peer peer("", over_tls({}, echo));
  auto address = address_of(peer);
  address.tls->authority = certificate("other.pem");
  EXPECT_THAT(refusal(address),
              AllOf(HasSubstr("'tcp://the-builder': TLS: its certificate is not trusted: "),
                    HasSubstr("; the authorities are those in " + certificate("other.pem"))));
  address.tls->verify = false;
  EXPECT_NO_THROW(static_cast<void>(cli::connect_to(address)));
}

TEST(Tls, ACertificateWhoseTimeIsOverIsRefused) {
  const Peer peer("", over_tls({"expired"}, echo));
  EXPECT_THAT(refusal(address_of(peer)), HasSubstr("certificate has expired"));
}

TEST(Tls, ACertificateForAnotherHostIsRefused) {
  const Peer peer("", over_tls({"elsewhere"}, echo));
  auto address = address_of(peer);
  EXPECT_THAT(refusal(address), HasSubstr("IP address mismatch"));
  address.host = "localhost";
  EXPECT_THAT(refusal(address), HasSubstr("hostname mismatch"));
}

// In TLS 1.3 the server refuses after the handshake, as far as the client sees it.
TEST(Tls, ABuilderThatWantsACertificateSaysSo) {
  const Peer newest("", over_tls({}, echo));
  EXPECT_THAT(refusal(address_of(newest, "")), HasSubstr("certificate required"));
  const Peer older("", over_tls({"server", true, TLS1_2_VERSION}, echo));
  EXPECT_THAT(refusal(address_of(older, "")), HasSubstr("TLS: "));
}

TEST(Tls, ACertificateOfAStrangerIsRefusedByTheBuilder) {
  const Peer peer("", over_tls({}, echo));
  EXPECT_THAT(refusal(address_of(peer, "stranger")), HasSubstr("TLS: "));
}

TEST(Tls, ABuilderWithoutTlsIsNoticed) {
  const Peer peer("", [](int connection) {
    char buffer[64];
    static_cast<void>(recv(connection, buffer, sizeof buffer, 0));
    test::send_text(connection, "HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  EXPECT_THAT(refusal(address_of(peer)), HasSubstr("the builder does not speak TLS at this port"));
}

TEST(Tls, ABuilderThatHangsUpIsNoticed) {
  const Peer peer("", [](int) {});
  EXPECT_THAT(refusal(address_of(peer)), HasSubstr("TLS: "));
}

TEST(Tls, FilesThatCannotBeUsedAreNamed) {
  const Peer peer("", over_tls({}, echo));
  const test::TempTree tree;
  tree.file("none.pem", "this is no certificate");
  auto address = address_of(peer);
  address.tls->authority = tree.path("none.pem");
  EXPECT_THAT(refusal(address, tare::Fault::usage), HasSubstr(tree.path("none.pem")));
  address = address_of(peer);
  address.tls->certificate = tree.path("missing.pem");
  EXPECT_THAT(refusal(address, tare::Fault::usage),
              AllOf(HasSubstr(tree.path("missing.pem")), HasSubstr("No such file")));
  address = address_of(peer);
  address.tls->key = certificate("stranger-key.pem");
  EXPECT_THAT(refusal(address, tare::Fault::usage),
              AllOf(HasSubstr("stranger-key.pem"), HasSubstr("mismatch")));
  address.tls->key = certificate("locked-key.pem");
  EXPECT_THAT(refusal(address, tare::Fault::usage),
              AllOf(HasSubstr("locked-key.pem"), Not(HasSubstr("Pa55"))));
}

}  // namespace
