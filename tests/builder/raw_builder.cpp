#include "builder/raw_builder.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>

namespace test {
namespace {

constexpr std::size_t kFrame = 16384;
constexpr char kData = 0, kHeaders = 1, kSettings = 4, kWindowUpdate = 8, kContinuation = 9;
constexpr char kReset = 3;
constexpr char kEndStream = 1, kEndHeaders = 4;
constexpr std::uint32_t kLargestWindow = 0x7fff'ffff;
constexpr const char* kDiffCopy = "/moby.filesync.v1.FileSync/DiffCopy";

std::string number(std::uint32_t value) {
  std::string made;
  for (const int shift : {24, 16, 8, 0}) made += static_cast<char>(value >> shift);
  return made;
}

std::string frame(char type, char flags, std::uint32_t stream, std::string_view payload) {
  std::string made = number(static_cast<std::uint32_t>(payload.size())).substr(1);
  made += type;
  made += flags;
  made += number(stream);
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

std::string repeated(const std::string& header, int count) {
  std::string made;
  while (--count >= 0) made += header;
  return made;
}

// With a window that never closes, for each call and for all of them.
std::string beginning() {
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" +
         frame(kSettings, 0, 0, std::string("\0\4", 2) + number(kLargestWindow)) +
         frame(kWindowUpdate, 0, 0, number(kLargestWindow - 65535));
}

std::string call_of(std::string_view path) {
  return field(":method", "POST") + field(":scheme", "http") + field(":path", path) +
         field(":authority", "session") + field("dir-name", "context");
}

// A list of headers in as many frames as it takes.
std::string headers(char flags, std::uint32_t stream, std::string_view list) {
  std::string made;
  char type = kHeaders;
  for (; list.size() > kFrame; list.remove_prefix(kFrame)) {
    made += frame(type, flags, stream, list.substr(0, kFrame));
    type = kContinuation;
    flags = 0;
  }
  return made + frame(type, static_cast<char>(flags | kEndHeaders), stream, list);
}

// As gRPC frames it: asks for the content of an entry.
std::string request_of(char entry) {
  const std::string packet{'\x08', '\1', '\x18', entry};
  return '\0' + number(static_cast<std::uint32_t>(packet.size())) + packet;
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
  std::string rules;
  const std::string rule = field("exclude-patterns", std::string(100, 'x'));
  while (rules.size() + rule.size() <= kFrame) rules += rule;
  const std::string more = frame(kContinuation, 0, 1, rules);
  bool taken = put(descriptor, beginning() + frame(kHeaders, 0, 1, call_of(kDiffCopy)), sent);
  while (taken && sent < bytes) taken = put(descriptor, more, sent);
  if (taken) put(descriptor, frame(kContinuation, kEndHeaders, 1, ""), sent);
  wait_for_end(descriptor);
  return sent;
}

std::uint64_t send_noise(int descriptor) {
  std::uint64_t sent = 0;
  put(descriptor, std::string(100'000, '\x5a'), sent);
  wait_for_end(descriptor);
  return sent;
}

void make_calls(int descriptor, std::string_view path, int calls, std::size_t bytes) {
  const std::string header = field("some-name", std::string(100, 'x'));
  const std::string list =
      call_of(path) + repeated(header, static_cast<int>(bytes / (header.size() - 3 + 32)));
  std::uint64_t sent = 0;
  put(descriptor, beginning(), sent);
  for (int i = 0; i < calls; ++i) {
    put(descriptor, headers(0, static_cast<std::uint32_t>(2 * i + 1), list), sent);
  }
}

void send_trailers(int descriptor) {
  // A vector of them has no room for many more.
  const std::string call =
      call_of(kDiffCopy) + repeated(field("some-name", "value"), (1 << 16) - 10);
  const std::string trailers = repeated(field("followpaths", "path"), 1000);
  std::uint64_t sent = 0;
  put(descriptor, beginning(), sent);
  for (std::uint32_t stream = 1; stream < 8; stream += 2) {
    put(descriptor, headers(0, stream, call) + headers(kEndStream, stream, trailers), sent);
  }
}

void read_slowly(int descriptor, char entry, std::uint64_t bytes) {
  std::uint64_t sent = 0;
  put(descriptor, beginning() + headers(0, 1, call_of(kDiffCopy)), sent);
  std::string block(std::size_t{64} * 1024, '\0');
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // all entries are told by then
  put(descriptor, frame(kData, 0, 1, request_of(entry)), sent);
  for (std::uint64_t left = bytes; left > 0;) {
    const ssize_t count = recv(descriptor, block.data(), block.size(), 0);
    if (count <= 0) break;
    left -= std::min(left, static_cast<std::uint64_t>(count));
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  close(descriptor);
}

void send_malformed(int descriptor, Malformed what) {
  std::string bytes = beginning() + headers(0, 1, call_of(kDiffCopy));
  switch (what) {
    case Malformed::header_list:
      bytes += headers(kEndStream, 3, std::string(6, '\xff'));
      break;
    case Malformed::window:
      bytes += frame(kWindowUpdate, 0, 0, number(kLargestWindow));
      break;
    case Malformed::idle_stream:
      bytes += frame(kData, 0, 99, "abc");
      break;
    case Malformed::large_frame:
      bytes += frame(kData, 0, 1, std::string(60'000, 'x'));
      break;
    case Malformed::compressed:
      bytes += frame(kData, 0, 1, '\1' + number(1) + 'x');
      break;
    case Malformed::large_message:
      bytes += frame(kData, 0, 1, '\0' + number(10'000'000));
      break;
    case Malformed::no_packet:
      bytes += frame(kData, 0, 1, '\0' + number(1) + '\xff');
      break;
    case Malformed::escape:
      bytes += headers(0, 3,
                       call_of(kDiffCopy) + field("exclude-patterns", "%zz") +
                           field("exclude-patterns-encoded", "1"));
      break;
    case Malformed::too_many:
      for (std::uint32_t stream = 3; stream < 400; stream += 2) {
        bytes += headers(0, stream, call_of(kDiffCopy)) + frame(kReset, 0, stream, number(8));
      }
      break;
  }
  std::uint64_t sent = 0;
  put(descriptor, bytes, sent);
  wait_for_end(descriptor);
}

void ask_and_take_nothing(int descriptor) {
  std::uint64_t sent = 0;
  put(descriptor, beginning() + headers(0, 1, call_of(kDiffCopy)), sent);
  shutdown(descriptor, SHUT_RD);
}

void ask_and_say_nothing(int descriptor) {
  std::uint64_t sent = 0;
  put(descriptor, beginning() + headers(0, 1, call_of(kDiffCopy)), sent);
}

}  // namespace test
