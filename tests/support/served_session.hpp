#pragma once

#include <optional>
#include <string>
#include <thread>

#include "tare/session.hpp"

namespace test {

/// A session that is served on a thread of its own, over a pair of sockets.
class ServedSession {
 public:
  explicit ServedSession(tare::SessionOptions options);
  /// Shares `directory` as `context`.
  explicit ServedSession(const std::string& directory);
  ServedSession(const ServedSession&) = delete;
  ServedSession& operator=(const ServedSession&) = delete;
  ~ServedSession();

  /// The builder's end of the connection, for it to close.
  [[nodiscard]] int builder_end() const { return builder_end_; }
  [[nodiscard]] tare::Session& session() { return session_; }
  /// Waits for serve() to return; what() of the failure, or empty.
  [[nodiscard]] std::string end();

 private:
  tare::Session session_;
  int builder_end_ = -1;
  std::thread thread_;
};

[[nodiscard]] tare::SessionOptions sharing(const std::string& directory);

}  // namespace test
