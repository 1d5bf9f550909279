#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "http_post.hpp"

namespace cli {

/// Carries the connection of a session inside of a call to a buildkitd's control service: behind a
/// socket, whose bytes it moves to and fro.
class SessionTunnel {
 public:
  /// `headers` are those of the session (tare::Session::headers).
  SessionTunnel(const std::shared_ptr<grpc::Channel>& channel, const HttpHeaders& headers);
  /// Ends the call.
  ~SessionTunnel();
  SessionTunnel(const SessionTunnel&) = delete;
  SessionTunnel& operator=(const SessionTunnel&) = delete;

  /// The socket, once; whoever gets it closes it.
  [[nodiscard]] int release();

  /// Why the call ended, unless it ended well; from any thread.
  [[nodiscard]] std::string failure() const;

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cli
