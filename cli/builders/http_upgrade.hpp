#pragma once

#include <string>

#include "connection.hpp"
#include "http_post.hpp"

namespace cli {

/// Turns a connection to a docker daemon into one of HTTP/2: `POST TARGET` with `Upgrade: h2c`.
/// Throws tare::Error (output) if the daemon does not do it, with what it says and what that means.
void upgrade(Connection& connection, const BuilderAddress& address, const std::string& target,
             const HttpHeaders& headers);

}  // namespace cli
