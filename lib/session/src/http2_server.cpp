#include "http2_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "quiet_thread.hpp"

namespace tare {
namespace {

constexpr std::size_t kMostThreads = 64;
constexpr std::size_t kOutput = std::size_t{128} * 1024;  // made before the socket is asked
constexpr std::size_t kInput = std::size_t{64} * 1024;
constexpr int kTick = 100;  // ms

}  // namespace

Http2Server::Http2Server(Descriptor connection, int wake, std::chrono::milliseconds patience,
                         Answer answer, Failed failed)
    : connection_(std::move(connection)),
      wake_(wake),
      patience_(patience),
      answer_(std::move(answer)),
      failed_(std::move(failed)) {
  const int flags = fcntl(connection_.get(), F_GETFL);
  if (flags < 0 || fcntl(connection_.get(), F_SETFL, flags | O_NONBLOCK) < 0) {
    throw std::system_error(errno, std::generic_category(), "fcntl");
  }
  start_session();
}

Http2Server::~Http2Server() { nghttp2_session_del(session_); }

void Http2Server::run(const std::atomic<bool>& stop) {
  heard_at_ = written_at_ = Clock::now();
  while (!over_ && !stop) {
    turn();
  }
  const bool stopped = stop && !over_;
  if (stopped) {
    // The last word, if the other side takes it at once.
    nghttp2_session_terminate_session(session_, NGHTTP2_NO_ERROR);
    send();
  }
  if (trouble_) failed_(Fault::output, *trouble_);  // before the calls tell what follows from it
  end_all(stopped ? CallEnd::stopped : end_);
}

void Http2Server::turn() {
  const Clock::time_point now = Clock::now();
  serve_calls(now);
  send();
  watch_connection(now);
  if (over_) return;
  if (nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0) {
    over_ = true;  // the other side said goodbye, and everything is answered
    return;
  }
  const bool blocked = !deaf_ && !output_.empty();
  std::array<pollfd, 2> wait{{
      {connection_.get(), static_cast<short>(blocked ? POLLIN | POLLOUT : POLLIN), 0},
      {wake_, POLLIN, 0},
  }};
  if (poll(wait.data(), wait.size(), woken_ ? 0 : wait_time(Clock::now())) < 0 && errno != EINTR) {
    return fail("poll: " + std::generic_category().message(errno));
  }
  if ((wait[1].revents & POLLIN) != 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_, &count, sizeof count);
  }
  woken_ = false;
  if ((wait[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) receive();
}

int Http2Server::wait_time(Clock::time_point now) {
  if (!next_) return kTick;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next_ - now).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kTick));
}

void Http2Server::receive() {
  std::array<std::uint8_t, kInput> input;
  const ssize_t got = recv(connection_.get(), input.data(), input.size(), 0);
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return;
    // A builder that is killed resets the connection, which ends it as well.
    if (errno != ECONNRESET && errno != EPIPE) {
      trouble_ = "cannot read from the builder: " + std::generic_category().message(errno);
    }
    over_ = true;
    return;
  }
  if (got == 0) {
    over_ = true;
    return;
  }
  heard_at_ = Clock::now();
  asked_ = false;
  const ssize_t read =
      nghttp2_session_mem_recv(session_, input.data(), static_cast<std::size_t>(got));
  if (read < 0) {
    send();  // nghttp2 tells the other side what was wrong
    fail_http(nghttp2_strerror(static_cast<int>(read)));
  }
}

void Http2Server::serve_calls(Clock::time_point now) {
  next_.reset();
  for (auto running = calls_.begin(); running != calls_.end();) {
    if (serve(*running, now)) {
      ++running;
    } else {
      metadata_bytes_ -= running->call->metadata_bytes;
      running = calls_.erase(running);
    }
  }
}

// False when nothing is left of it.
bool Http2Server::serve(Running& running, Clock::time_point now) {
  if (running.closed) {
    if (running.thread.joinable()) {
      if (!running.done) return true;
      running.thread.join();
    }
    return false;
  }
  Call& call = *running.call;
  give_back(call.stream, call.taken_by_reader());
  if (call.why() != CallEnd::not_yet) return true;
  const Call::State state = call.state(now);
  if (state.taken_at && now > *state.taken_at + patience_) {
    call.end(CallEnd::impatient);
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, call.stream, NGHTTP2_CANCEL);
    return true;
  }
  if (state.wait_until && (!next_ || *state.wait_until < *next_)) next_ = state.wait_until;
  if (state.sendable && running.deferred) {
    running.deferred = false;
    nghttp2_session_resume_data(session_, call.stream);
  }
  return true;
}

void Http2Server::send() {
  for (;;) {
    while (output_.size() < kOutput) {
      const std::uint8_t* bytes = nullptr;
      const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
      if (size < 0) return fail(nghttp2_strerror(static_cast<int>(size)));
      if (size == 0) break;
      if (output_.empty()) written_at_ = Clock::now();
      output_.append({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
    }
    if (output_.empty()) return;
    push_out();
    if (!output_.empty() || over_) return;
  }
}

void Http2Server::push_out() {
  while (!output_.empty()) {
    const std::string_view rest = output_.view();
    const ssize_t count = ::send(connection_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0) {
      if (errno == EINTR) continue;
      // What the other side has sent before it went is still to be read: receive() finds the end.
      deaf_ = errno == EPIPE || errno == ECONNRESET;
      over_ = over_ || (errno != EAGAIN && !deaf_);
      return;
    }
    output_.drop(static_cast<std::size_t>(count));
    written_at_ = Clock::now();
  }
}

void Http2Server::watch_connection(Clock::time_point now) {
  const auto seconds =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(patience_).count()) + " s";
  if (!output_.empty() && now > written_at_ + patience_) {
    end_ = CallEnd::impatient;
    return fail("the builder has taken nothing for " + seconds);
  }
  if (now > heard_at_ + patience_) {
    end_ = CallEnd::impatient;
    return fail("the builder has not answered for " + seconds);
  }
  if (!asked_ && now > heard_at_ + patience_ / 2) {
    asked_ = true;
    nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
  }
}

void Http2Server::begin(Running& running) {
  if (!respond(running)) return fail("no memory");
  // Calls that were taken back may still have a thread.
  if (calls_.size() > kMostThreads) {
    return refuse(running, Fault::output, "the builder makes too many calls at once");
  }
  start_thread(running);
}

void Http2Server::start_thread(Running& running) {
  try {
    running.thread = quiet_thread([this, &running] {
      answer_(*running.call);
      running.done = true;
      wake();
    });
  } catch (const std::system_error& error) {
    refuse(running, Fault::input, std::string("no thread for a call: ") + error.what());
  }
}

void Http2Server::refuse(Running& running, Fault fault, const std::string& message) {
  failed_(fault, message);
  running.call->finish(CallStatus::resource_exhausted, message);
}

void Http2Server::close(Running& running, CallEnd why) {
  running.call->end(why);
  running.closed = true;
  const std::size_t left = running.call->taken_by_reader() + running.call->drop_received();
  nghttp2_session_consume_connection(session_, left);
}

void Http2Server::give_back(std::int32_t stream, std::size_t bytes) {
  if (bytes > 0) nghttp2_session_consume(session_, stream, bytes);
}

void Http2Server::end_all(CallEnd why) {
  for (Running& running : calls_) running.call->end(why);
  for (Running& running : calls_) {
    if (running.thread.joinable()) running.thread.join();
  }
  calls_.clear();
}

void Http2Server::fail(const std::string& message) {
  if (!trouble_) trouble_ = message;
  over_ = true;
}

void Http2Server::fail_http(const char* reason) {
  fail(std::string("the builder does not speak HTTP/2 as it should: ") + reason);
}

void Http2Server::wake() noexcept {
  if (woken_.exchange(true)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(wake_, &one, sizeof one);
}

Http2Server::Running* Http2Server::find(std::int32_t stream) {
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Running& running) {
    return running.call->stream == stream && !running.closed;
  });
  return found == calls_.end() ? nullptr : &*found;
}

}  // namespace tare
