#include "call.hpp"

#include "tare/error.hpp"

namespace tare {
namespace {

// gRPC puts a byte, whether it is compressed, and the length in front of a message.
constexpr std::size_t kPrefix = 5;
constexpr std::size_t kMostMessage = 4u << 20;  // of what comes, as gRPC itself has it
constexpr std::size_t kMostWaiting = std::size_t{512} * 1024;
constexpr std::size_t kEnough = std::size_t{32} * 1024;  // to be sent without waiting for more
constexpr std::chrono::milliseconds kLinger{1};

std::size_t length_in(std::string_view prefix) {
  std::size_t length = 0;
  for (std::size_t i = 1; i < kPrefix; ++i) {
    length = length << 8 | static_cast<unsigned char>(prefix[i]);
  }
  return length;
}

void put_prefix(char* to, std::size_t length) {
  to[0] = 0;
  for (std::size_t i = 1; i < kPrefix; ++i) {
    to[i] = static_cast<char>(length >> (8 * (kPrefix - 1 - i)) & 0xffu);
  }
}

}  // namespace

bool Call::read(std::string& message) {
  message.clear();
  std::unique_lock lock(mutex_);
  const auto take = [&](std::size_t size) {
    while (message.size() < size) {
      readable_.wait(lock, [&] { return is_over() || half_closed_ || !in_.empty(); });
      if (is_over() || in_.empty()) return false;
      const std::string_view some = in_.view().substr(0, size - message.size());
      message.append(some);
      credit_ += some.size();
      in_.drop(some.size());
      wake_();
    }
    return true;
  };
  if (!take(kPrefix)) return false;
  if (message[0] != 0) {
    throw Error(Fault::output, path,
                "the builder sends a compressed message, which nobody agreed to");
  }
  const std::size_t length = length_in(message);
  if (length > kMostMessage) {
    throw Error(Fault::output, path,
                "the builder sends a message of " + std::to_string(length) +
                    " bytes; the most is " + std::to_string(kMostMessage));
  }
  message.clear();
  return take(length);
}

bool Call::write(const google::protobuf::MessageLite& message, bool flush) {
  const std::size_t size = message.ByteSizeLong();
  bool wake = false;
  {
    std::unique_lock lock(mutex_);
    writable_.wait(lock, [&] { return is_over() || out_.size() < kMostWaiting; });
    if (is_over()) return false;
    const std::size_t before = out_.size();
    char* to = out_.extend(kPrefix + size);
    put_prefix(to, size);
    message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(to + kPrefix));
    if (before == 0) filled_at_ = taken_at_ = Clock::now();
    flush_ = flush_ || flush;
    wake = flush || before == 0 || (before < kEnough && out_.size() >= kEnough);
  }
  if (wake) wake_();
  return true;
}

void Call::cancel() noexcept {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  readable_.notify_all();
  writable_.notify_all();
}

void Call::finish(CallStatus status, std::string text) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    finished_ = true;
    cancelled_ = true;
    status_ = status;
    text_ = std::move(text);
  }
  wake_();
}

CallEnd Call::why() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

void Call::receive(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  in_.append(bytes);
  readable_.notify_one();
}

void Call::receive_end() {
  const std::lock_guard lock(mutex_);
  half_closed_ = true;
  readable_.notify_one();
}

std::size_t Call::take(char* to, std::size_t size) {
  const std::lock_guard lock(mutex_);
  const std::size_t count = out_.take(to, size);
  taken_at_ = Clock::now();
  filled_at_ = taken_at_;
  if (out_.empty()) flush_ = false;
  if (out_.size() < kMostWaiting / 2) writable_.notify_all();
  return count;
}

std::size_t Call::taken_by_reader() {
  const std::lock_guard lock(mutex_);
  return std::exchange(credit_, 0);
}

std::size_t Call::drop_received() {
  const std::lock_guard lock(mutex_);
  const std::size_t size = in_.size();
  in_.drop(size);
  return size;
}

void Call::end(CallEnd why) noexcept {
  const std::lock_guard lock(mutex_);
  if (end_ == CallEnd::not_yet) end_ = why;
  readable_.notify_all();
  writable_.notify_all();
}

Call::State Call::state(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  State state;
  state.finished = finished_;
  state.drained = out_.empty();
  if (state.drained) {
    state.sendable = finished_;
    return state;
  }
  state.taken_at = taken_at_;
  state.sendable = finished_ || flush_ || out_.size() >= kEnough || now >= filled_at_ + kLinger;
  if (!state.sendable) state.wait_until = filled_at_ + kLinger;
  return state;
}

std::pair<CallStatus, std::string> Call::result() const {
  const std::lock_guard lock(mutex_);
  return {status_, text_};
}

}  // namespace tare
