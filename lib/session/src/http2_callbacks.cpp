#include <array>
#include <new>
#include <string_view>
#include <utility>

#include "grpc_message.hpp"
#include "http2_server.hpp"

// What nghttp2 asks of the server and tells it, and what of HTTP/2 is agreed upon with a builder.
namespace tare {
namespace {

constexpr std::uint32_t kMostCalls = 32;
// What grpc-go takes of patterns and other metadata, names and 32 bytes for each included.
constexpr std::size_t kMostMetadata = 16u << 20;
constexpr std::size_t kMostMetadataOfAll = 32u << 20;  // of the calls that are under way
// In frames of 16 KiB, as grpc-go cuts it: what may come before the connection is cut.
constexpr std::size_t kMostContinuations = 4096;
constexpr std::int32_t kWindow = 1 << 20;             // for each call
constexpr std::int32_t kConnectionWindow = 16 << 20;  // for all of them

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
      self(data).fail_http(nghttp2_http2_strerror(frame->goaway.error_code));
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

bool Http2Server::respond(Running& running) {
  const std::array<nghttp2_nv, 2> headers{header(":status", "200"),
                                          header("content-type", "application/grpc")};
  nghttp2_data_provider provider;
  provider.source.ptr = &running;
  provider.read_callback = Callbacks::read_data;
  running.deferred = false;
  return nghttp2_submit_response(session_, running.call->stream, headers.data(), headers.size(),
                                 &provider) == 0;
}

}  // namespace tare
