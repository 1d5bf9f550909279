#pragma once

#include <memory>
#include <string>
#include <vector>

#include "builder_address.hpp"
#include "connection.hpp"

namespace cli {

/// The command that passes bytes on to a builder: ssh, or the shell for one that was given.
[[nodiscard]] std::vector<std::string> command_for(const BuilderAddress& address);

/// Starts that command. What it says on standard error is a part of failure(); it ends with the
/// connection. Throws tare::Error (output) if it cannot be started.
[[nodiscard]] std::unique_ptr<Connection> connect_command(const BuilderAddress& address);

}  // namespace cli
