#pragma once

#include <memory>
#include <string>

#include "builder_address.hpp"

namespace cli {

/// A stream to a builder, behind a connected socket: that to the builder itself, or one of a pair
/// behind which a thread does TLS or a command passes the bytes on.
class Connection {
 public:
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The socket; it blocks.
  [[nodiscard]] int socket() const noexcept { return socket_; }

  /// Gives the socket away; whoever gets it closes it. The connection has to live as long.
  [[nodiscard]] int release() noexcept;

  /// Why it failed, if it did, as far as it is known here; from any thread.
  [[nodiscard]] virtual std::string failure() const { return {}; }

 protected:
  explicit Connection(int socket) : socket_(socket) {}

 private:
  int socket_;
};

/// Connects. Throws tare::Error: usage for certificates that cannot be used, output for a builder
/// that cannot be reached, with what to do about it.
[[nodiscard]] std::unique_ptr<Connection> connect_to(const BuilderAddress& address);

}  // namespace cli
