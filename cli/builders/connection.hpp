#pragma once

#include <memory>
#include <string>

#include "builder_address.hpp"
#include "descriptor.hpp"
#include "waiting.hpp"

namespace cli {

/// A stream to a builder, behind a connected socket: that to the builder itself, or one of a pair
/// behind which a thread does TLS or a command passes the bytes on.
class Connection {
 public:
  explicit Connection(Descriptor socket) : socket_(std::move(socket)) {}
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The socket; it blocks.
  [[nodiscard]] int socket() const noexcept { return socket_.get(); }

  /// Gives the socket away; whoever gets it closes it. The connection has to live as long.
  [[nodiscard]] int release() noexcept { return socket_.release(); }

  /// Why it failed, if it did, as far as it is known here: a part of a sentence, or "". From any
  /// thread.
  [[nodiscard]] virtual std::string failure() const { return {}; }

  /// How long a builder may take for an answer.
  [[nodiscard]] virtual Patience patience() const { return std::chrono::seconds(60); }

 protected:
  /// For those who have to close it before they wait for the other side's end.
  void close_socket() noexcept { socket_.reset(); }

 private:
  Descriptor socket_;
};

/// Connects. Throws tare::Error: usage for certificates that cannot be used, output for a builder
/// that cannot be reached, with what to do about it; Interrupted when a signal has come.
[[nodiscard]] std::unique_ptr<Connection> connect_to(const BuilderAddress& address);

/// What an error about a builder begins with.
[[nodiscard]] std::string name_of(const BuilderAddress& address);

}  // namespace cli
