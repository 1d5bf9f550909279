#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connection.hpp"

namespace cli {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// A value that can stand in a header, and in gRPC's metadata: printable ASCII; a `?` for every
/// other byte.
[[nodiscard]] std::string header_value(const std::string& text);

/// One POST without a body, and its answer. Throws tare::Error (output) that begins with `who` if
/// no answer comes, or something that is not HTTP; Interrupted when a signal has come.
class HttpPost {
 public:
  /// Asks, and reads the head of the answer: not a byte more, since another protocol may follow.
  HttpPost(Connection& connection, std::string who, const std::string& target,
           const HttpHeaders& headers, Patience patience);
  ~HttpPost();
  HttpPost(const HttpPost&) = delete;
  HttpPost& operator=(const HttpPost&) = delete;

  [[nodiscard]] unsigned status() const;

  /// The next piece of the body, of any size; "" at its end.
  [[nodiscard]] std::string read_body();

  /// What a daemon says in the body of an error: its `message`, or the first line of another text.
  [[nodiscard]] std::string error_message();

 private:
  struct Answer;

  Connection& connection_;
  std::string who_;
  Patience patience_;
  std::unique_ptr<Answer> answer_;

  void send(const std::string& request);
  void read_head();
  void take(const char* bytes, std::size_t size);
  std::size_t receive(char* buffer, std::size_t size, int flags);
  [[noreturn]] void refuse(const std::string& why) const;
};

}  // namespace cli
