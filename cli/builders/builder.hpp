#pragma once

#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <string>

#include "builder_address.hpp"
#include "docker_config.hpp"
#include "image_push.hpp"
#include "tare/session.hpp"

namespace cli {

/// A builder, for one build. All of it is for the thread that made it.
///
/// Whatever cannot be reached, or refuses, is a tare::Error: usage for certificates and the like
/// that cannot be used, output for the builder. Waiting for an answer ends with Interrupted when a
/// signal has come (signals.hpp).
class Builder {
 public:
  explicit Builder(BuilderAddress address);
  /// Stops the session that was attached, and waits for the end of its thread and of commands. The
  /// channel is to be given back before.
  ~Builder();
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  /// The channel of the builder's control service; connects, and asks whether anybody is there, the
  /// first time.
  [[nodiscard]] std::shared_ptr<grpc::Channel> control();

  /// Connects the session to the builder and serves it, on threads of its own, to the builder's
  /// end. Once; the session has to outlive the builder.
  void attach(tare::Session& session);

  /// Has the daemon push an image; for dockerd only. Answers the manifest's digest, or "" if the
  /// daemon told none. Throws tare::Error (output) with what the registry or the daemon says.
  std::string push(const std::string& image, const DockerConfig& config,
                   const std::function<void(const PushStep&)>& progress);

  /// When calls begin to fail: why, as far as it is known better here, such as by the last lines
  /// of ssh, or "".
  [[nodiscard]] std::string explain_failure() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cli
