#include "peer.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace test {
namespace {

cli::Descriptor listen_at(const std::string& path) {
  sockaddr_un at = {};
  at.sun_family = AF_UNIX;
  std::strncpy(at.sun_path, path.c_str(), sizeof at.sun_path - 1);
  cli::Descriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) {
    throw std::runtime_error("bind " + path);
  }
  return fd;
}

cli::Descriptor listen_at_port(bool ipv6, std::string& port) {
  sockaddr_storage at = {};
  socklen_t size = sizeof(sockaddr_in);
  at.ss_family = AF_INET;
  if (ipv6) {
    auto* to = reinterpret_cast<sockaddr_in6*>(&at);
    to->sin6_family = AF_INET6;
    to->sin6_addr = in6addr_loopback;
    size = sizeof *to;
  } else {
    reinterpret_cast<sockaddr_in*>(&at)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  cli::Descriptor fd(socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&at), size) != 0) {
    throw std::runtime_error("bind");
  }
  getsockname(fd.get(), reinterpret_cast<sockaddr*>(&at), &size);
  // The port is at the same place in both.
  port = std::to_string(ntohs(reinterpret_cast<const sockaddr_in*>(&at)->sin_port));
  return fd;
}

}  // namespace

Peer::Peer(const std::string& path, Serve serve, bool ipv6)
    : listening_(path.empty() ? listen_at_port(ipv6, port_) : listen_at(path)),
      serve_(std::move(serve)) {
  if (listen(listening_.get(), 8) != 0) throw std::runtime_error("listen");
  accepting_ = std::thread([this] { accept_all(); });
}

Peer::~Peer() {
  shutdown(listening_.get(), SHUT_RDWR);
  accepting_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

void Peer::accept_all() {
  while (true) {
    const int connection = accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(connection);
    threads_.emplace_back([this, connection] {
      serve_(connection);
      const std::lock_guard closing(mutex_);
      std::erase(open_, connection);
      close(connection);
    });
  }
}

std::string read_head(const std::function<long(char*, std::size_t)>& read) {
  std::string head;
  char byte = 0;
  while (!head.ends_with("\r\n\r\n") && read(&byte, 1) == 1) head += byte;
  return head;
}

std::string read_head(int connection) {
  return read_head([&](char* to, std::size_t size) { return recv(connection, to, size, 0); });
}

void send_text(int connection, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t part = send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (part <= 0) return;
    sent += static_cast<std::size_t>(part);
  }
}

std::string read_rest(int connection) {
  std::string text;
  char buffer[65536];
  for (ssize_t got = 0; (got = recv(connection, buffer, sizeof buffer, 0)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace test
