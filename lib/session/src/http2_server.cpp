#include "http2_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "grpc_message.hpp"
#include "quiet_thread.hpp"

namespace tare {
namespace {

constexpr std::uint32_t kMostCalls = 32;
constexpr std::size_t kMostThreads = 64;
// What grpc-go takes of patterns and other metadata, names and 32 bytes for each included.
constexpr std::size_t kMostMetadata = 16u << 20;
constexpr std::size_t kMostMetadataOfAll = 32u << 20;  // of the calls that are under way
// In frames of 16 KiB, as grpc-go cuts it: what may come before the connection is cut.
constexpr std::size_t kMostContinuations = 4096;
constexpr std::int32_t kWindow = 1 << 20;                 // for each call
constexpr std::int32_t kConnectionWindow = 16 << 20;      // for all of them
constexpr std::size_t kOutput = std::size_t{128} * 1024;  // made before the socket is asked
constexpr std::size_t kInput = std::size_t{64} * 1024;
constexpr int kTick = 100;  // ms
constexpr const char* kNoHttp = "the builder does not speak HTTP/2 as it should: ";

nghttp2_nv header(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));  // NOLINT: not changed
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

}  // namespace

struct Http2Server::Callbacks {
  static Http2Server& self(void* data) { return *static_cast<Http2Server*>(data); }

  static int begin_headers(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* data) {
    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    Http2Server& server = self(data);
    Running& running = server.calls_.emplace_back();
    running.call = std::make_shared<Call>(frame->hd.stream_id, [&server] { server.wake(); });
    return 0;
  }

  static int on_header(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                       const std::uint8_t* name, std::size_t name_size, const std::uint8_t* value,
                       std::size_t value_size, std::uint8_t /*flags*/, void* data) {
    // The call's own thread reads the metadata by now; what follows a request is nobody's.
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    Http2Server& server = self(data);
    Running* running = server.find(frame->hd.stream_id);
    if (running == nullptr || running->call->metadata_too_large) return 0;
    Call& call = *running->call;
    const std::size_t size = name_size + value_size + 32;
    if (call.metadata_bytes + size > kMostMetadata ||
        server.metadata_bytes_ + size > kMostMetadataOfAll) {
      call.metadata_too_large = true;
      server.metadata_bytes_ -= std::exchange(call.metadata_bytes, 0);
      Metadata().swap(call.metadata);
      return 0;
    }
    call.metadata_bytes += size;
    server.metadata_bytes_ += size;
    std::string key(reinterpret_cast<const char*>(name), name_size);
    std::string text(reinterpret_cast<const char*>(value), value_size);
    if (key == ":path") call.path = text;
    call.metadata.emplace_back(std::move(key), std::move(text));
    return 0;
  }

  static int on_frame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* data) {
    Http2Server& server = self(data);
    Running* running = server.find(frame->hd.stream_id);
    if (running == nullptr) return 0;
    const bool request =
        frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST;
    if (request) server.begin(*running);
    if ((frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
        (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
      running->call->receive_end();
    }
    return 0;
  }

  static int on_data(nghttp2_session* /*session*/, std::uint8_t /*flags*/, std::int32_t stream,
                     const std::uint8_t* bytes, std::size_t size, void* data) {
    Http2Server& server = self(data);
    Running* running = server.find(stream);
    if (running == nullptr || running->call->why() != CallEnd::not_yet) {
      server.give_back(stream, size);
    } else {
      running->call->receive({reinterpret_cast<const char*>(bytes), size});
    }
    return 0;
  }

  // After the answer has ended, nothing more is wanted of a request that goes on.
  static int on_sent(nghttp2_session* session, const nghttp2_frame* frame, void* data) {
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
      self(data).fail(std::string(kNoHttp) + nghttp2_http2_strerror(frame->goaway.error_code));
    }
    if (frame->hd.type != NGHTTP2_HEADERS || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) {
      return 0;
    }
    if (nghttp2_session_get_stream_remote_close(session, frame->hd.stream_id) != 0) return 0;
    return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id,
                                     NGHTTP2_NO_ERROR);
  }

  static int on_close(nghttp2_session* /*session*/, std::int32_t stream, std::uint32_t /*error*/,
                      void* data) {
    Http2Server& server = self(data);
    if (Running* running = server.find(stream)) server.close(*running, CallEnd::by_builder);
    return 0;
  }

  static ssize_t read_data(nghttp2_session* session, std::int32_t stream, std::uint8_t* to,
                           std::size_t size, std::uint32_t* flags, nghttp2_data_source* source,
                           void* /*data*/) {
    auto& running = *static_cast<Running*>(source->ptr);
    Call& call = *running.call;
    const Call::State state = call.state(Clock::now());
    if (!state.drained) {
      return static_cast<ssize_t>(call.take(reinterpret_cast<char*>(to), size));
    }
    if (!state.finished) {
      running.deferred = true;
      return NGHTTP2_ERR_DEFERRED;
    }
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    const auto [status, text] = call.result();
    const std::string number = std::to_string(static_cast<int>(status));
    const std::string message = percent_encoded(text);
    std::array<nghttp2_nv, 2> trailer{header("grpc-status", number),
                                      header("grpc-message", message)};
    const std::size_t count = message.empty() ? 1 : 2;
    if (nghttp2_submit_trailer(session, stream, trailer.data(), count) != 0) {
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    call.end(CallEnd::by_us);
    return 0;
  }
};

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

void Http2Server::start_session() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&option) != 0) {
    nghttp2_session_callbacks_del(callbacks);
    throw std::bad_alloc();
  }
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::on_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::on_data);
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Callbacks::on_sent);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::on_close);
  // A call gives room back when it has read: a builder that sends more than is read has to wait.
  nghttp2_option_set_no_auto_window_update(option, 1);
  nghttp2_option_set_max_continuations(option, kMostContinuations);
  // Patterns are bytes, and some clients send them as they are.
  nghttp2_option_set_no_http_messaging(option, 1);
  const int made = nghttp2_session_server_new2(&session_, callbacks, this, option);
  nghttp2_option_del(option);
  nghttp2_session_callbacks_del(callbacks);
  if (made != 0) throw std::bad_alloc();
  const std::array<nghttp2_settings_entry, 3> settings{{
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kMostCalls},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindow},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kMostMetadata},
  }};
  if (nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) != 0 ||
      nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kConnectionWindow) !=
          0) {
    throw std::bad_alloc();
  }
}

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
    fail(std::string(kNoHttp) + nghttp2_strerror(static_cast<int>(read)));
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
  const std::array<nghttp2_nv, 2> headers{header(":status", "200"),
                                          header("content-type", "application/grpc")};
  nghttp2_data_provider provider;
  provider.source.ptr = &running;
  provider.read_callback = Callbacks::read_data;
  running.deferred = false;
  if (nghttp2_submit_response(session_, running.call->stream, headers.data(), headers.size(),
                              &provider) != 0) {
    return fail("no memory");
  }
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
