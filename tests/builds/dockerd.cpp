// A docker daemon that builds nothing, for what tare-fake-buildkitd has no part in: images are
// pushed by the daemon, and its sessions have connections of their own.
//
//   tare-fake-dockerd SOCKET TOLD
//
// The target `asks` asks the session for credentials, and writes to the file TOLD what the session
// makes of it. `signals` interrupts the program that builds just before it is answered. An image
// named `denied` is refused by the registry. It runs until it is killed.
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "auth.grpc.pb.h"
#include "build/peer.hpp"
#include "control.grpc.pb.h"

namespace {

namespace api = moby::buildkit::v1;
namespace session = moby::filesync::v1;

class Control final : public api::Control::Service {
 public:
  explicit Control(std::string told) : told_(std::move(told)) {}

  void attach(const std::string& head, int socket) {
    const std::lock_guard lock(mutex_);
    sessions_.emplace_back(head, grpc::CreateInsecureChannelFromFd("localhost", socket));
    attached_.notify_all();
  }

  void is_for(int connection) {
    ucred peer = {};
    socklen_t size = sizeof peer;
    getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size);
    const std::lock_guard lock(mutex_);
    client_ = peer.pid;
  }

  grpc::Status ListWorkers(grpc::ServerContext* /*context*/,
                           const api::ListWorkersRequest* /*request*/,
                           api::ListWorkersResponse* response) override {
    response->add_record()->set_id("fake");
    return grpc::Status::OK;
  }

  grpc::Status Solve(grpc::ServerContext* /*context*/, const api::SolveRequest* request,
                     api::SolveResponse* response) override {
    const auto target = request->frontendattrs().find("target");
    const std::string scenario = target == request->frontendattrs().end() ? "" : target->second;
    if (scenario == "asks") return ask(request->session());
    (*response->mutable_exporterresponse())["containerimage.digest"] =
        "sha256:" + std::string(64, '5');
    if (scenario == "signals") interrupt_client();
    return grpc::Status::OK;
  }

 private:
  void interrupt_client() {
    const std::lock_guard lock(mutex_);
    kill(client_, SIGINT);
  }

  // The one in whose headers the id stands.
  std::shared_ptr<grpc::Channel> session_of(const std::string& id) {
    std::shared_ptr<grpc::Channel> channel;
    std::unique_lock lock(mutex_);
    attached_.wait_for(lock, std::chrono::seconds(10), [&] {
      for (const auto& [head, session] : sessions_) {
        if (head.find(id) != std::string::npos) channel = session;
      }
      return channel != nullptr;
    });
    return channel;
  }

  // As for a base image in a registry that wants to know who asks.
  grpc::Status ask(const std::string& id) {
    const std::shared_ptr<grpc::Channel> channel = session_of(id);
    if (channel == nullptr) return {grpc::StatusCode::NOT_FOUND, "no such session"};
    session::CredentialsRequest request;
    request.set_host("registry.example");
    session::CredentialsResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        session::Auth::NewStub(channel)->Credentials(&context, request, &response);
    std::ofstream(told_) << (status.ok() ? response.username() : status.error_message()) << "\n";
    return status.ok() ? status : grpc::Status(grpc::StatusCode::UNKNOWN, "failed to authorize");
  }

  std::string told_;
  std::mutex mutex_;
  std::condition_variable attached_;
  std::vector<std::pair<std::string, std::shared_ptr<grpc::Channel>>> sessions_;  // by head
  pid_t client_ = -1;
};

void answer_push(int connection, const std::string& head) {
  test::send_text(connection,
                  "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"status\":\"Pushing\"}\n");
  const bool denied = head.find("denied") != std::string::npos;
  test::send_text(connection, denied ? "{\"errorDetail\":{\"message\":\"denied: no\"}}\n"
                                     : "{\"aux\":{\"Digest\":\"sha256:0123\"}}\n");
}

void serve(Control& control, grpc::Server& server, int connection) {
  const std::string head = test::read_head(connection);
  if (head.starts_with("POST /images/")) return answer_push(connection, head);
  test::send_text(connection,
                  "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
  const int copy = dup(connection);  // gRPC closes it
  cli::set_blocking(copy, false);
  if (head.starts_with("POST /session ")) return control.attach(head, copy);
  control.is_for(connection);
  grpc::AddInsecureChannelFromFd(&server, copy);
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("usage: tare-fake-dockerd SOCKET TOLD\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  Control control(words[2]);
  grpc::ServerBuilder builder;
  builder.RegisterService(&control);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  const test::Peer peer(words[1], [&](int connection) { serve(control, *server, connection); });
  server->Wait();
}
