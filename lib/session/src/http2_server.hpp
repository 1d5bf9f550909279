#pragma once

#include <nghttp2/nghttp2.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "call.hpp"
#include "descriptor.hpp"
#include "tare/error.hpp"

namespace tare {

/// gRPC's side of a server over one connection: HTTP/2 by nghttp2, on the thread that calls run(),
/// and a thread for each call.
class Http2Server {
 public:
  using Clock = Call::Clock;
  /// Answers a call, on a thread of its own; ends with Call::finish(). Throws nothing.
  using Answer = std::function<void(Call&)>;
  /// Told why a call is not answered, and what was wrong with the connection, before its calls end
  /// for it.
  using Failed = std::function<void(Fault, const std::string&)>;

  /// Takes the connected stream socket `connection` over; `wake` is an eventfd, which others may
  /// write to as well. Throws std::system_error.
  Http2Server(Descriptor connection, int wake, std::chrono::milliseconds patience, Answer answer,
              Failed failed);
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;
  ~Http2Server();

  /// Serves until the other side ends the connection or `stop` says so. No call is under way when
  /// it returns. What was wrong with the connection, if anything was, Failed has been told.
  void run(const std::atomic<bool>& stop);

 private:
  struct Running {
    std::shared_ptr<Call> call;
    std::thread thread;
    std::atomic<bool> done{false};
    bool closed = false;   // the stream is
    bool deferred = true;  // nghttp2 does not ask for its data
  };
  struct Callbacks;

  void start_session();
  void turn();
  [[nodiscard]] int wait_time(Clock::time_point now);
  void receive();
  void serve_calls(Clock::time_point now);
  bool serve(Running& running, Clock::time_point now);
  void send();
  void push_out();
  void watch_connection(Clock::time_point now);
  void begin(Running& running);
  [[nodiscard]] bool respond(Running& running);
  void start_thread(Running& running);
  void refuse(Running& running, Fault fault, const std::string& message);
  void close(Running& running, CallEnd why);
  void give_back(std::int32_t stream, std::size_t bytes);
  void end_all(CallEnd why);
  void fail(const std::string& message);
  void fail_http(const char* reason);
  void wake() noexcept;
  [[nodiscard]] Running* find(std::int32_t stream);

  Descriptor connection_;
  int wake_;
  std::chrono::milliseconds patience_;
  Answer answer_;
  Failed failed_;
  nghttp2_session* session_ = nullptr;
  std::list<Running> calls_;
  std::size_t metadata_bytes_ = 0;  // of all of them
  ByteQueue output_;                // what nghttp2 has made and the socket has not taken
  bool deaf_ = false;               // the other side takes nothing any more
  std::atomic<bool> woken_{false};
  bool over_ = false;
  CallEnd end_ = CallEnd::lost;  // of the calls that are under way then
  bool asked_ = false;           // whether the other side is still there
  std::optional<std::string> trouble_;
  Clock::time_point heard_at_, written_at_;
  std::optional<Clock::time_point> next_;  // when some call has something to be sent
};

}  // namespace tare
