// Any bytes on a session's connection, behind what every client of HTTP/2 begins with: it ends.

#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <thread>

#include "input.hpp"
#include "support/temp_tree.hpp"
#include "tare/session.hpp"

namespace {

using fuzz::require;

constexpr std::string_view kBeginning("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);

tare::SessionOptions options() {
  static const test::TempTree tree;
  static const bool filled = [] {
    tree.file("a", "content");
    return true;
  }();
  require(filled);
  tare::SessionOptions made;
  made.directories.push_back({"context", tree.path()});
  made.shared_key = "key";
  made.threads = 1;
  made.credentials = [](const std::string&) { return std::nullopt; };
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16'384) return 0;  // what the socket takes at once
  int ends[2];
  require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  std::string bytes(kBeginning);
  bytes.append(reinterpret_cast<const char*>(data), size);
  require(send(ends[1], bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  require(shutdown(ends[1], SHUT_WR) == 0);
  tare::Session session(options());
  session.serve(ends[0]);
  const std::optional<tare::Error> failure = session.failure();
  if (failure) require(std::string_view(failure->what()).find('\n') == std::string_view::npos);
  close(ends[1]);
  return 0;
}
