#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "descriptor.hpp"

namespace test {

/// A server in this process: each connection gets a thread that runs `serve` and closes it.
class Peer {
 public:
  using Serve = std::function<void(int connection)>;

  /// At a path, or with "" at a free port of 127.0.0.1, or of ::1.
  Peer(const std::string& path, Serve serve, bool ipv6 = false);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] std::string port() const { return port_; }

 private:
  std::string port_;
  cli::Descriptor listening_;
  Serve serve_;
  std::vector<int> open_;
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::thread accepting_;

  void accept_all();
};

/// What has been read up to an empty line.
std::string read_head(const std::function<long(char*, std::size_t)>& read);
std::string read_head(int connection);

void send_text(int connection, const std::string& text);

/// What comes until the end.
std::string read_rest(int connection);

}  // namespace test
