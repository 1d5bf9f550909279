#include "builder.hpp"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/support/channel_arguments.h>

#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "../signals.hpp"
#include "connection.hpp"
#include "control.grpc.pb.h"
#include "http_upgrade.hpp"
#include "quiet_thread.hpp"
#include "session_tunnel.hpp"
#include "tare/error.hpp"

namespace cli {
namespace {

namespace control = moby::buildkit::v1;

// An error carries the Dockerfile and the steps in its metadata, for which gRPC takes 8 KiB.
constexpr int kMostMetadata = 16 << 20;
constexpr int kMostMessage = 64 << 20;

std::shared_ptr<grpc::Channel> channel_on(int socket) {
  set_blocking(socket, false);
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMostMessage);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMostMetadata);
  // The connection is the one that was made: there is nowhere to connect to again.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomInsecureChannelFromFd("localhost", socket, arguments);
}

/// Asks the builder for its workers, to see whether anybody is there.
grpc::Status ask(const std::shared_ptr<grpc::Channel>& channel, Patience patience) {
  const std::unique_ptr<control::Control::Stub> stub = control::Control::NewStub(channel);
  grpc::ClientContext context;
  if (patience) context.set_deadline(std::chrono::system_clock::now() + *patience);
  control::ListWorkersResponse response;
  // Signals come to this thread, so another one waits.
  std::promise<grpc::Status> promise;
  std::future<grpc::Status> answer = promise.get_future();
  std::thread asking = quiet_thread([&] {
    promise.set_value(stub->ListWorkers(&context, control::ListWorkersRequest(), &response));
  });
  try {
    while (answer.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
      throw_if_interrupted();
    }
  } catch (...) {
    context.TryCancel();
    asking.join();
    throw;
  }
  asking.join();
  return answer.get();
}

}  // namespace

struct Builder::Parts {
  BuilderAddress address;
  std::unique_ptr<Connection> control_connection;
  std::unique_ptr<Connection> session_connection;  ///< to dockerd
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<SessionTunnel> tunnel;  ///< to buildkitd
  tare::Session* session = nullptr;
  std::thread serving;
  mutable std::mutex mutex;
  std::string session_failure;

  explicit Parts(BuilderAddress to) : address(std::move(to)) {}

  [[nodiscard]] bool is_dockerd() const { return address.kind == BuilderAddress::Kind::dockerd; }

  void serve(int socket) noexcept {
    std::string failure;
    try {
      session->serve(socket);
      return;
    } catch (const std::exception& error) {
      failure = error.what();
    }
    const std::lock_guard lock(mutex);
    session_failure = std::move(failure);
  }
};

Builder::Builder(BuilderAddress address) : parts_(std::make_unique<Parts>(std::move(address))) {}

Builder::~Builder() {
  if (parts_->session != nullptr) parts_->session->stop();
  if (parts_->serving.joinable()) parts_->serving.join();
  parts_->tunnel.reset();
  parts_->channel.reset();
}

std::shared_ptr<grpc::Channel> Builder::control() {
  Parts& parts = *parts_;
  if (parts.channel != nullptr) return parts.channel;
  parts.control_connection = connect_to(parts.address);
  Connection& connection = *parts.control_connection;
  if (parts.is_dockerd()) upgrade(connection, parts.address, "/grpc", {});
  const Patience patience = connection.patience();
  std::shared_ptr<grpc::Channel> channel = channel_on(connection.release());
  const grpc::Status status = ask(channel, patience);
  if (!status.ok()) {
    const std::string known = connection.failure();
    throw tare::Error(
        tare::Fault::output, name_of(parts.address),
        "no builder answers there: " + (known.empty() ? status.error_message() : known));
  }
  parts.channel = std::move(channel);
  return parts.channel;
}

void Builder::attach(tare::Session& session) {
  Parts& parts = *parts_;
  int socket = -1;
  if (parts.is_dockerd()) {
    parts.session_connection = connect_to(parts.address);
    upgrade(*parts.session_connection, parts.address, "/session", session.headers());
    socket = parts.session_connection->release();
  } else {
    parts.tunnel = std::make_unique<SessionTunnel>(control(), session.headers());
    socket = parts.tunnel->release();
  }
  parts.session = &session;
  parts.serving = quiet_thread([&parts, socket] { parts.serve(socket); });
}

std::string Builder::push(const std::string& image, const DockerConfig& config,
                          const std::function<void(const PushStep&)>& progress) {
  const Parts& parts = *parts_;
  if (!parts.is_dockerd()) {
    throw tare::Error(tare::Fault::usage, image, "a buildkitd pushes what it builds by itself");
  }
  const auto credentials = config.credentials(registry_of(image), throw_if_interrupted);
  const std::unique_ptr<Connection> connection = connect_to(parts.address);
  return push_image(*connection, parts.address, image, credentials, progress);
}

std::string Builder::explain_failure() const {
  const Parts& parts = *parts_;
  std::string known;
  const auto add = [&](const std::string& more) {
    if (more.empty() || more == known) return;
    known += known.empty() ? more : "; " + more;
  };
  if (parts.control_connection != nullptr) add(parts.control_connection->failure());
  if (parts.session_connection != nullptr) add(parts.session_connection->failure());
  if (parts.tunnel != nullptr) add(parts.tunnel->failure());
  const std::lock_guard lock(parts.mutex);
  add(parts.session_failure);
  return known;
}

}  // namespace cli
