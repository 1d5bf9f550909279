#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "byte_queue.hpp"
#include "google/protobuf/message_lite.h"

namespace tare {

/// Names in lower case, and their values, in the order in which they came.
using Metadata = std::vector<std::pair<std::string, std::string>>;

/// How gRPC numbers what may become of a call.
enum class CallStatus : int {
  ok = 0,
  unknown = 2,
  not_found = 5,
  resource_exhausted = 8,
  unimplemented = 12,
};

/// Why a call takes and brings nothing any more.
enum class CallEnd {
  not_yet,
  by_us,       ///< it has been answered
  by_builder,  ///< the builder has taken it back
  stopped,     ///< the session was to stop
  impatient,   ///< the builder has taken nothing for too long
  lost,        ///< the connection has ended
};

/// What is shared between a call's own thread and the connection: messages that have come and that
/// are to go, as gRPC frames them. The connection's side is Http2Server's.
class Call {
 public:
  using Clock = std::chrono::steady_clock;

  /// `wake` is called, by any thread, when there is something for the connection to do.
  Call(std::int32_t number, std::function<void()> wake) : stream(number), wake_(std::move(wake)) {}

  /// Waits for the next message; false when there is none any more. Throws Error (output) for a
  /// message that is compressed or too large.
  bool read(std::string& message);
  /// Waits until there is room; false when nothing is taken any more. Small messages wait some time
  /// for others unless `flush` is set.
  bool write(const google::protobuf::MessageLite& message, bool flush);
  /// From now on read() and write() return false.
  void cancel() noexcept;
  /// Ends the call, once; what has been written before goes out first.
  void finish(CallStatus status, std::string text) noexcept;
  [[nodiscard]] CallEnd why() const;

  const std::int32_t stream;
  std::string path;
  Metadata metadata;
  std::size_t metadata_bytes = 0;
  bool metadata_too_large = false;  // and therefore left out

  // The connection's side, on its thread alone.
  void receive(std::string_view bytes);
  void receive_end();
  /// Takes what is to go, up to `size` bytes.
  std::size_t take(char* to, std::size_t size);
  /// Bytes that have been read since it was asked last: there is room for them again.
  [[nodiscard]] std::size_t taken_by_reader();
  /// All that has been received and not been read.
  [[nodiscard]] std::size_t drop_received();
  void end(CallEnd why) noexcept;

  /// What the connection may do for the call.
  struct State {
    bool sendable = false;                        ///< there is enough, or it has waited long enough
    bool finished = false;                        ///< finish() was called
    bool drained = false;                         ///< nothing is left to go
    std::optional<Clock::time_point> wait_until;  ///< when it is sendable at the latest
    std::optional<Clock::time_point> taken_at;    ///< nothing was taken since, though there is some
  };
  [[nodiscard]] State state(Clock::time_point now) const;
  [[nodiscard]] std::pair<CallStatus, std::string> result() const;

 private:
  [[nodiscard]] bool is_over() const { return end_ != CallEnd::not_yet || cancelled_; }

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable readable_, writable_;
  ByteQueue in_, out_;
  std::size_t credit_ = 0;
  bool half_closed_ = false;
  bool cancelled_ = false;
  bool flush_ = false;
  bool finished_ = false;
  CallEnd end_ = CallEnd::not_yet;
  CallStatus status_ = CallStatus::ok;
  std::string text_;
  Clock::time_point filled_at_;  // the first of what is to go was written
  Clock::time_point taken_at_;
};

}  // namespace tare
