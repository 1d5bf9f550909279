#pragma once

#include <memory>

#include "builder_address.hpp"
#include "connection.hpp"

namespace cli {

/// Speaks TLS on a connected socket; a thread moves the bytes from and to the connection's own one.
/// Throws tare::Error: usage for certificates that cannot be used, output for a builder that is not
/// who it should be, or does not want us.
[[nodiscard]] std::unique_ptr<Connection> connect_tls(Descriptor socket,
                                                      const BuilderAddress& address);

}  // namespace cli
