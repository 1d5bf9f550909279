#include "builder/raw_builder.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace test {
namespace {

constexpr std::size_t kFrame = 16384;
constexpr char kSettings = 4, kHeaders = 1, kContinuation = 9;

std::string frame(char type, char flags, std::uint32_t stream, std::string_view payload) {
  std::string made;
  for (const int shift : {16, 8, 0}) made += static_cast<char>(payload.size() >> shift);
  made += type;
  made += flags;
  for (const int shift : {24, 16, 8, 0}) made += static_cast<char>(stream >> shift);
  made += payload;
  return made;
}

// A header that is not compressed, with a value of at most 126 bytes.
std::string field(std::string_view name, std::string_view value) {
  std::string made(1, '\0');
  made += static_cast<char>(name.size());
  made += name;
  made += static_cast<char>(value.size());
  made += value;
  return made;
}

// Sends all of it; false when the other side has ended the connection. What it says is passed over.
bool put(int descriptor, std::string_view bytes, std::uint64_t& sent) {
  while (!bytes.empty()) {
    pollfd wait{descriptor, POLLIN | POLLOUT, 0};
    if (poll(&wait, 1, 10'000) <= 0) return false;
    if ((wait.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      char dropped[4096];
      if (recv(descriptor, dropped, sizeof dropped, MSG_DONTWAIT) == 0) return false;
    }
    const ssize_t count = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN) return false;
    if (count < 0) continue;
    sent += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void wait_for_end(int descriptor) {
  char dropped[4096];
  while (recv(descriptor, dropped, sizeof dropped, 0) > 0) {
  }
  close(descriptor);
}

}  // namespace

std::uint64_t send_rules(int descriptor, std::uint64_t bytes) {
  std::uint64_t sent = 0;
  std::string start = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(kSettings, 0, 0, "");
  start += frame(kHeaders, 0, 1,
                 field(":method", "POST") + field(":scheme", "http") +
                     field(":path", "/moby.filesync.v1.FileSync/DiffCopy") +
                     field(":authority", "session") + field("dir-name", "context"));
  std::string rules;
  const std::string rule = field("exclude-patterns", std::string(100, 'x'));
  while (rules.size() + rule.size() <= kFrame) rules += rule;
  const std::string more = frame(kContinuation, 0, 1, rules);
  bool taken = put(descriptor, start, sent);
  while (taken && sent < bytes) taken = put(descriptor, more, sent);
  if (taken) put(descriptor, frame(kContinuation, 4, 1, ""), sent);
  wait_for_end(descriptor);
  return sent;
}

std::uint64_t send_noise(int descriptor) {
  std::uint64_t sent = 0;
  put(descriptor, std::string(100'000, '\x5a'), sent);
  wait_for_end(descriptor);
  return sent;
}

}  // namespace test
