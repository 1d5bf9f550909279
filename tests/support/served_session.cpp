#include "support/served_session.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace test {

tare::SessionOptions sharing(const std::string& directory) {
  tare::SessionOptions options;
  options.directories.push_back({"context", directory});
  return options;
}

ServedSession::ServedSession(tare::SessionOptions options) : session_(std::move(options)) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  builder_end_ = ends[1];
  thread_ = std::thread([this, end = ends[0]] { session_.serve(end); });
}

ServedSession::ServedSession(const std::string& directory) : ServedSession(sharing(directory)) {}

ServedSession::~ServedSession() {
  session_.stop();
  if (thread_.joinable()) thread_.join();
}

std::string ServedSession::end() {
  thread_.join();
  const std::optional<tare::Error> failure = session_.failure();
  return failure ? failure->what() : "";
}

}  // namespace test
