#pragma once

#include <optional>
#include <string>

namespace cli {

/// Where a TLS connection takes its certificates from.
struct TlsFiles {
  std::string authority;    ///< of those who may have signed the builder's; "": the system's alone
  std::string certificate;  ///< with which to show who we are; "": none
  std::string key;          ///< its private key
  bool verify = true;       ///< whether the builder has to show who it is
  bool system = true;       ///< whether the system's authorities count, too, beside `authority`
};

/// Where a builder is, and how it is spoken to.
struct BuilderAddress {
  enum class Kind { dockerd, buildkitd };
  enum class Transport { unix_socket, tcp, ssh, command };

  Kind kind = Kind::dockerd;
  Transport transport = Transport::unix_socket;
  std::string text;  ///< as it was given, for messages
  std::string from;  ///< what named it, such as `DOCKER_HOST`; "" for what was given as an argument
  std::string path;  ///< of a socket here; over ssh, of the daemon's there, or "" for the usual one
  std::string user;  ///< for ssh, or ""
  std::string host;  ///< without the brackets of an IPv6 address
  std::string port;  ///< for ssh, "" means its own choice
  std::string command;          ///< for the shell
  std::optional<TlsFiles> tls;  ///< tcp only
};

/// Reads an address:
///
///     unix:///PATH                  dockerd
///     tcp://HOST[:PORT]             dockerd; with TLS where DOCKER_TLS_VERIFY or DOCKER_TLS is set
///     ssh://[USER@]HOST[:PORT]      dockerd, by `ssh ... docker system dial-stdio`
///     buildkit+unix:///PATH         buildkitd
///     buildkit+tcp://HOST[:PORT]    buildkitd; with TLS as tcp://
///     exec:COMMAND                  buildkitd, at standard input and output of a command
///     docker+exec:COMMAND           dockerd, the same way
///
/// Throws tare::Error (usage) that says what is wrong with it, also when a certificate is missing.
[[nodiscard]] BuilderAddress parse_builder_address(const std::string& text);

/// The same without a look at the environment and at files: tcp is without TLS, and has a port only
/// if one is given.
[[nodiscard]] BuilderAddress parse_plain_address(const std::string& text);

/// Gives a tcp address the port that is usual there, if it has none.
void complete_port(BuilderAddress& address);

}  // namespace cli
