#include "builder.hpp"

#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>
#include <sys/socket.h>

#include <future>

#include "control.grpc.pb.h"
#include "peer.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"
#include "tls_peer.hpp"

namespace {

namespace control = moby::buildkit::v1;
using cli::Builder;
using cli::BuilderAddress;
using test::message;
using test::Peer;
using testing::HasSubstr;

/// What a session's health service answers, which a builder asks for all the time: the bytes of the
/// message.
std::string health(int socket) {
  const auto channel = grpc::CreateInsecureChannelFromFd("localhost", socket);
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  grpc::CompletionQueue queue;
  const auto call =
      stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::ByteBuffer(), &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, &context);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (!status.ok()) return status.error_message();
  grpc::Slice slice;
  if (!response.DumpToSingleSlice(&slice).ok()) return "no message";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

constexpr char kServing[] = "\x08\x01";

/// A builder's control service, as far as connections go.
class Control : public control::Control::Service {
 public:
  std::promise<std::string> healthy;
  std::map<std::string, std::string> metadata;
  grpc::Status workers = grpc::Status::OK;

  grpc::Status ListWorkers(grpc::ServerContext*, const control::ListWorkersRequest*,
                           control::ListWorkersResponse* response) override {
    response->add_record()->set_id("one");
    return workers;
  }

  grpc::Status Session(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<control::BytesMessage, control::BytesMessage>* stream) override {
    for (const auto& [name, value] : context->client_metadata()) {
      metadata[{name.data(), name.size()}] = {value.data(), value.size()};
    }
    auto [ours, its] = cli::socket_pair();
    std::thread reading([&, fd = ours.get()] {
      for (control::BytesMessage part; stream->Read(&part);) test::send_text(fd, part.data());
      shutdown(fd, SHUT_RDWR);
    });
    std::thread writing([&, fd = ours.get()] {
      char buffer[1000];
      control::BytesMessage part;
      for (ssize_t got = 0; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;) {
        part.set_data(buffer, static_cast<std::size_t>(got));
        stream->Write(part);
      }
    });
    healthy.set_value(health(its.release()));
    reading.join();
    writing.join();
    return grpc::Status::OK;
  }
};

/// A docker daemon: both of its connections.
Peer::Serve daemon(Control& service, grpc::Server& server) {
  return [&](int connection) {
    const std::string head = test::read_head(connection);
    test::send_text(connection,
                    "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    const int copy = dup(connection);  // gRPC closes it
    if (head.starts_with("POST /grpc ")) {
      cli::set_blocking(copy, false);
      grpc::AddInsecureChannelFromFd(&server, copy);
    } else if (head.starts_with("POST /session ")) {
      service.metadata["head"] = head;
      service.healthy.set_value(health(copy));
    }
  };
}

class Builders : public testing::Test {
 protected:
  test::TempTree tree_;
  test::TempTree sockets_;
  Control service_;

  BuilderAddress at(BuilderAddress::Kind kind) const {
    BuilderAddress address;
    address.kind = kind;
    address.path = sockets_.path("b.sock");
    address.text = "the builder";
    return address;
  }

  std::unique_ptr<grpc::Server> serve(bool at_socket) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    if (at_socket) {
      builder.AddListeningPort("unix://" + sockets_.path("b.sock"),
                               grpc::InsecureServerCredentials());
    }
    return builder.BuildAndStart();
  }

  tare::SessionOptions options() const {
    tare::SessionOptions options;
    options.directories.push_back({"context", tree_.path()});
    options.name = "a name\xc3\xa4";
    return options;
  }

  std::string answer() {
    std::future<std::string> healthy = service_.healthy.get_future();
    if (healthy.wait_for(std::chrono::seconds(30)) != std::future_status::ready) return "nothing";
    return healthy.get();
  }
};

TEST_F(Builders, ABuildkitdGetsTheSessionThroughACall) {
  const auto server = serve(true);
  tare::Session session(options());
  {
    Builder builder(at(BuilderAddress::Kind::buildkitd));
    builder.attach(session);
    EXPECT_EQ(answer(), kServing);
    EXPECT_EQ(builder.explain_failure(), "");
  }
  EXPECT_EQ(service_.metadata["x-docker-expose-session-uuid"], session.id());
  EXPECT_EQ(service_.metadata["x-docker-expose-session-name"], "a name__");
  server->Shutdown();
}

TEST_F(Builders, ABuildkitdMayWantTlsAndACertificate) {
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = test::read_file(test::certificate("ca.pem"));
  tls.pem_key_cert_pairs.push_back({test::read_file(test::certificate("server-key.pem")),
                                    test::read_file(test::certificate("server.pem"))});
  int port = 0;
  grpc::ServerBuilder listening;
  listening.RegisterService(&service_);
  listening.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  const auto server = listening.BuildAndStart();
  BuilderAddress address = at(BuilderAddress::Kind::buildkitd);
  address.transport = BuilderAddress::Transport::tcp;
  address.host = "127.0.0.1";
  address.port = std::to_string(port);
  address.tls.emplace();
  address.tls->authority = test::certificate("ca.pem");
  {
    Builder stranger(address);
    EXPECT_THAT(message(tare::Fault::output, [&] { static_cast<void>(stranger.control()); }),
                HasSubstr("TLS: "));
  }
  address.tls->certificate = test::certificate("client.pem");
  address.tls->key = test::certificate("client-key.pem");
  tare::Session session(options());
  {
    Builder builder(address);
    builder.attach(session);
    EXPECT_EQ(answer(), kServing);
  }
  server->Shutdown();
}

TEST_F(Builders, ADaemonGetsTheSessionByAnUpgrade) {
  const auto server = serve(false);
  const Peer peer(sockets_.path("b.sock"), daemon(service_, *server));
  tare::Session session(options());
  {
    Builder builder(at(BuilderAddress::Kind::dockerd));
    control::ListWorkersResponse response;
    grpc::ClientContext context;
    const auto stub = control::Control::NewStub(builder.control());
    EXPECT_TRUE(stub->ListWorkers(&context, {}, &response).ok());
    EXPECT_EQ(response.record(0).id(), "one");
    builder.attach(session);
    EXPECT_EQ(answer(), kServing);
  }
  EXPECT_THAT(service_.metadata["head"],
              HasSubstr("X-Docker-Expose-Session-Uuid: " + session.id() + "\r\n"));
  server->Shutdown();
}

TEST_F(Builders, WhatABuilderSaysInsteadOfItsWorkersIsTold) {
  service_.workers = grpc::Status(grpc::StatusCode::UNAVAILABLE, "not yet");
  const auto server = serve(true);
  Builder builder(at(BuilderAddress::Kind::buildkitd));
  EXPECT_EQ(message(tare::Fault::output, [&] { static_cast<void>(builder.control()); }),
            "'the builder': no builder answers there: not yet");
  server->Shutdown();
}

TEST_F(Builders, SomethingElseThatListensIsNoBuilder) {
  const Peer peer(sockets_.path("b.sock"),
                  [](int connection) { test::send_text(connection, "220 mail ready\r\n"); });
  Builder builder(at(BuilderAddress::Kind::buildkitd));
  EXPECT_THAT(message(tare::Fault::output, [&] { static_cast<void>(builder.control()); }),
              HasSubstr("'the builder': no builder answers there: "));
}

TEST_F(Builders, ACommandThatFailsSaysWhy) {
  Builder builder(cli::parse_plain_address("exec:echo no such pod >&2; exit 1"));
  EXPECT_THAT(message(tare::Fault::output, [&] { static_cast<void>(builder.control()); }),
              HasSubstr("no builder answers there: the command ended with code 1: no such pod"));
  EXPECT_EQ(builder.explain_failure(), "the command ended with code 1: no such pod");
}

TEST_F(Builders, ASessionEndsWithItsBuilder) {
  const auto server = serve(true);
  tare::Session session(options());
  auto builder = std::make_unique<Builder>(at(BuilderAddress::Kind::buildkitd));
  builder->attach(session);
  EXPECT_EQ(answer(), kServing);
  builder.reset();
  EXPECT_FALSE(session.failure());
  server->Shutdown();
}

}  // namespace
