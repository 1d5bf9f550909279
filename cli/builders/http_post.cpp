#include "http_post.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "tare/error.hpp"

namespace cli {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t kMostHead = 64 << 10;
constexpr std::uint64_t kMostBody = 1 << 30;  // the progress of a push is far below
constexpr std::size_t kMostErrorText = 64 << 10;

}  // namespace

struct HttpPost::Answer {
  http::response_parser<http::string_body> parser;
  std::string waiting;  // what the parser takes only with what follows it
};

std::string header_value(const std::string& text) {
  std::string value = text;
  std::replace_if(
      value.begin(), value.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return value;
}

HttpPost::HttpPost(Connection& connection, std::string who, const std::string& target,
                   const HttpHeaders& headers, Patience patience)
    : connection_(connection),
      who_(std::move(who)),
      patience_(patience),
      answer_(std::make_unique<Answer>()) {
  answer_->parser.header_limit(kMostHead);
  answer_->parser.body_limit(kMostBody);
  answer_->parser.eager(true);
  std::string request = "POST " + target + " HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + header_value(value) + "\r\n";
  send(request + "\r\n");
  read_head();
}

HttpPost::~HttpPost() = default;

unsigned HttpPost::status() const { return answer_->parser.get().result_int(); }

void HttpPost::refuse(const std::string& why) const {
  const std::string known = connection_.failure();
  throw tare::Error(tare::Fault::output, who_, known.empty() ? why : why + ": " + known);
}

void HttpPost::send(const std::string& request) {
  std::string_view rest = request;
  while (!rest.empty()) {
    if (!wait_for(connection_.socket(), POLLOUT, patience_)) refuse("the builder takes nothing");
    const ssize_t sent =
        ::send(connection_.socket(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      return;  // what has been answered, or the end, is read next
    }
  }
}

std::size_t HttpPost::receive(char* buffer, std::size_t size, int flags) {
  while (true) {
    if (!wait_for(connection_.socket(), POLLIN, patience_)) refuse("the builder does not answer");
    const ssize_t got = recv(connection_.socket(), buffer, size, flags | MSG_DONTWAIT);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == ECONNRESET) return 0;
    if (errno != EAGAIN && errno != EINTR) {
      refuse("the builder cannot be read from: " + std::generic_category().message(errno));
    }
  }
}

void HttpPost::take(const char* bytes, std::size_t size) {
  std::string& waiting = answer_->waiting;
  waiting.append(bytes, size);
  while (!waiting.empty() && !answer_->parser.is_done()) {
    boost::system::error_code error;
    const std::size_t used = answer_->parser.put(boost::asio::buffer(waiting), error);
    waiting.erase(0, used);
    if (error == http::error::need_more || (!error && used == 0)) break;
    if (error) refuse("the builder's answer is no HTTP (" + error.message() + ")");
  }
  if (waiting.size() > kMostHead) refuse("the builder's answer is no HTTP (a line does not end)");
}

void HttpPost::read_head() {
  // The parser wants all of a line at once, and no byte behind the empty one may be taken out.
  constexpr std::string_view kEnd = "\r\n\r\n";
  std::string head;
  std::array<char, 4096> buffer{};
  while (!head.ends_with(kEnd)) {
    const std::size_t seen = receive(buffer.data(), buffer.size(), MSG_PEEK);
    if (seen == 0) {
      refuse(head.empty() ? "the builder closed the connection without an answer"
                          : "the builder closed the connection in the middle of its answer");
    }
    const std::size_t from = head.size() < kEnd.size() ? 0 : head.size() - kEnd.size() + 1;
    const std::size_t before = head.size();
    head.append(buffer.data(), seen);
    const std::size_t end = head.find(kEnd, from);
    if (end != std::string::npos) head.resize(end + kEnd.size());
    if (head.size() > kMostHead) refuse("the builder's answer is no HTTP (its head does not end)");
    // Before its end comes, so that what is no HTTP is told at once.
    if (!head.starts_with(std::string_view("HTTP/1.").substr(0, head.size()))) {
      refuse("the builder's answer is no HTTP");
    }
    static_cast<void>(receive(buffer.data(), head.size() - before, 0));
  }
  take(head.data(), head.size());
}

std::string HttpPost::read_body() {
  auto& parser = answer_->parser;
  std::string piece = std::move(parser.get().body());
  parser.get().body().clear();
  std::array<char, 16384> buffer{};
  while (piece.empty() && !parser.is_done()) {
    const std::size_t got = receive(buffer.data(), buffer.size(), 0);
    if (got == 0) {
      boost::system::error_code error;
      parser.put_eof(error);
      if (error) refuse("the builder closed the connection in the middle of its answer");
      break;
    }
    take(buffer.data(), got);
    piece = std::move(parser.get().body());
    parser.get().body().clear();
  }
  return piece;
}

std::string HttpPost::error_message() {
  std::string body;
  for (std::string piece = read_body(); !piece.empty() && body.size() < kMostErrorText;
       piece = read_body()) {
    body += piece;
  }
  const nlohmann::json parsed = nlohmann::json::parse(body, nullptr, false);
  if (parsed.is_object() && parsed.contains("message") && parsed["message"].is_string()) {
    return parsed["message"].get<std::string>();
  }
  return body.substr(0, body.find_first_of("\r\n")).substr(0, 500);
}

}  // namespace cli
