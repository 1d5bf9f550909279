#include "session_tunnel.hpp"

#include <grpcpp/client_context.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <string_view>
#include <thread>

#include "control.grpc.pb.h"
#include "descriptor.hpp"
#include "quiet_thread.hpp"

namespace cli {
namespace {

namespace control = moby::buildkit::v1;

constexpr std::size_t kPiece = 32 << 10;

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// gRPC takes names of metadata in lower case only.
std::string lower(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

}  // namespace

class SessionTunnel::Parts {
 public:
  Parts(const std::shared_ptr<grpc::Channel>& channel, const HttpHeaders& headers)
      : stub_(control::Control::NewStub(channel)) {
    std::tie(theirs_, ours_) = socket_pair();
    for (const auto& [name, value] : headers) {
      context_.AddMetadata(lower(name), header_value(value));
    }
    call_ = stub_->Session(&context_);
    to_builder_ = quiet_thread([this] { move_to_builder(); });
    from_builder_ = quiet_thread([this] { move_from_builder(); });
  }

  ~Parts() {
    context_.TryCancel();
    shutdown(ours_.get(), SHUT_RDWR);
    to_builder_.join();
    from_builder_.join();
  }

  [[nodiscard]] int release() { return theirs_.release(); }

  [[nodiscard]] std::string failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  std::unique_ptr<control::Control::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<control::BytesMessage, control::BytesMessage>> call_;
  Descriptor theirs_, ours_;
  mutable std::mutex mutex_;
  std::string failure_;
  std::thread to_builder_, from_builder_;

  void move_to_builder() {
    std::array<char, kPiece> buffer;
    control::BytesMessage message;
    while (true) {
      const ssize_t got = recv(ours_.get(), buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      message.set_data(buffer.data(), static_cast<std::size_t>(got));
      if (!call_->Write(message)) return;  // the other thread learns why
    }
    call_->WritesDone();
  }

  void move_from_builder() {
    control::BytesMessage message;
    bool taken = true;
    while (taken && call_->Read(&message)) taken = send_all(ours_.get(), message.data());
    // The session has ended, on one of the sides.
    if (!taken) context_.TryCancel();
    shutdown(ours_.get(), SHUT_RDWR);
    const grpc::Status status = call_->Finish();
    if (status.ok() || status.error_code() == grpc::StatusCode::CANCELLED) return;
    const std::lock_guard lock(mutex_);
    failure_ = status.error_message();
  }
};

SessionTunnel::SessionTunnel(const std::shared_ptr<grpc::Channel>& channel,
                             const HttpHeaders& headers)
    : parts_(std::make_unique<Parts>(channel, headers)) {}

SessionTunnel::~SessionTunnel() = default;

int SessionTunnel::release() { return parts_->release(); }

std::string SessionTunnel::failure() const { return parts_->failure(); }

}  // namespace cli
