#include "connection.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "../signals.hpp"
#include "child_connection.hpp"
#include "tare/error.hpp"
#include "tls_pump.hpp"

namespace cli {
namespace {

using Kind = BuilderAddress::Kind;
using Transport = BuilderAddress::Transport;

constexpr std::chrono::seconds kConnecting{30};

[[noreturn]] void refuse(const BuilderAddress& address, const std::string& why, int error) {
  throw tare::Error(tare::Fault::output, name_of(address), why,
                    std::error_code(error, std::generic_category()));
}

std::string another() {
  return "or name another builder by --builder, DOCKER_HOST or a docker context";
}

std::string advice(const BuilderAddress& address, int error) {
  const bool dockerd = address.kind == Kind::dockerd;
  const std::string daemon = dockerd ? "docker daemon" : "buildkitd";
  if (error == EACCES || error == EPERM) {
    if (!dockerd) return "this user may not use the socket";
    return "this user may not use the socket of the docker daemon: join the group docker, " +
           another();
  }
  return "no builder can be reached there: start the " + daemon + ", " + another();
}

Descriptor new_socket(int family) {
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
  return Descriptor(fd);
}

/// 0, or why it cannot be connected.
int connect_within(int fd, const sockaddr* to, socklen_t size) {
  while (connect(fd, to, size) != 0) {
    if (errno == EINPROGRESS) break;
    if (errno != EINTR) return errno;
    throw_if_interrupted();
  }
  if (!wait_for(fd, POLLOUT, kConnecting)) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

Descriptor connect_unix(const BuilderAddress& address) {
  sockaddr_un to = {};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, address.path.c_str(), address.path.size() + 1);
  Descriptor fd = new_socket(AF_UNIX);
  // A full queue of a socket of this kind says so at once, unless the socket blocks.
  set_blocking(fd.get(), true);
  const int error = connect_within(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to);
  if (error != 0) refuse(address, advice(address, error), error);
  return fd;
}

void set_option(int fd, int level, int option, int value) {
  // None of these is needed: without them a lost connection is noticed later.
  static_cast<void>(setsockopt(fd, level, option, &value, sizeof value));
}

Descriptor connect_tcp(const BuilderAddress& address) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int unknown = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (unknown != 0) {
    throw tare::Error(tare::Fault::output, name_of(address),
                      "the host " + address.host + " cannot be found: " + gai_strerror(unknown));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, freeaddrinfo);
  int error = ECONNREFUSED;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    Descriptor fd = new_socket(one->ai_family);
    error = connect_within(fd.get(), one->ai_addr, one->ai_addrlen);
    if (error != 0) continue;
    set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(fd.get(), SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(fd.get(), IPPROTO_TCP, TCP_KEEPIDLE, 30);
    set_option(fd.get(), IPPROTO_TCP, TCP_KEEPINTVL, 30);
    set_blocking(fd.get(), true);
    return fd;
  }
  refuse(address, advice(address, error), error);
}

}  // namespace

std::string name_of(const BuilderAddress& address) {
  return address.from.empty() ? address.text : address.text + " (" + address.from + ")";
}

std::unique_ptr<Connection> connect_to(const BuilderAddress& address) {
  switch (address.transport) {
    case Transport::unix_socket:
      return std::make_unique<Connection>(connect_unix(address));
    case Transport::ssh:
    case Transport::command:
      return connect_command(address);
    case Transport::tcp:
      break;
  }
  Descriptor socket = connect_tcp(address);
  if (!address.tls) return std::make_unique<Connection>(std::move(socket));
  return connect_tls(std::move(socket), address);
}

}  // namespace cli
