#include "builder/fake_builder.hpp"

#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>

#include <chrono>
#include <map>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "auth.grpc.pb.h"
#include "filesync.grpc.pb.h"
#include "health.grpc.pb.h"

namespace test {
namespace {

using fsutil::types::Packet;
using fsutil::types::Stat;
using moby::filesync::v1::FileSync;
using Stream = grpc::ClientReaderWriter<Packet, Packet>;

constexpr std::uint32_t kDirectory = 1u << 31;
constexpr std::uint32_t kNeverOffered = 4'000'000;

// As Go's url.QueryEscape does it.
std::string escaped(const std::string& text) {
  static constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (kPlain.find(character) != std::string_view::npos) {
      result += character;
    } else if (character == ' ') {
      result += '+';
    } else {
      result += '%';
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15u];
    }
  }
  return result;
}

void put_metadata(const Wish& wish, grpc::ClientContext& context) {
  const auto put = [&](const std::string& key, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      context.AddMetadata(key, wish.encoded ? escaped(value) : value);
    }
    if (wish.encoded && !values.empty()) context.AddMetadata(key + "-encoded", "1");
  };
  put("dir-name", {wish.directory});
  put("include-patterns", wish.include);
  put("exclude-patterns", wish.exclude);
  put("followpaths", wish.follow);
}

Packet request(std::uint32_t id) {
  Packet packet;
  packet.set_type(Packet::REQ);
  packet.set_id(id);
  return packet;
}

Packet plain(Packet::Type type) {
  Packet packet;
  packet.set_type(type);
  return packet;
}

/// One call of DiffCopy.
class Sync {
 public:
  Sync(Stream& stream, grpc::ClientContext& context, Copy& copy, Trick trick)
      : stream_(stream), context_(context), copy_(copy), trick_(trick) {}

  // False when the connection is to be closed.
  bool run(Synced& result) {
    Packet packet;
    while (stream_.Read(&packet)) {
      if (packet.type() == Packet::ERR) {
        result.error = packet.data();
        continue;
      }
      if (packet.type() == Packet::FIN) {
        result.complete = true;
        continue;
      }
      if (packet.type() == Packet::STAT && packet.has_stat()) {
        take(packet.stat(), result);
      } else if (packet.type() == Packet::STAT) {
        all_told_ = true;
        if (trick_ == Trick::closes) return false;
        misbehave();
      } else if (packet.type() == Packet::DATA) {
        take_data(packet, result);
      }
      end_if_complete();
    }
    return true;
  }

 private:
  void take(const Stat& stat, Synced& result) {
    const auto id = static_cast<std::uint32_t>(result.entries++);
    result.names.push_back(stat.path());
    if ((stat.mode() & kDirectory) != 0) directory_ = id;
    if (!copy_.take(stat)) return;
    wanted_[id] = stat.path();
    first_ = first_ ? first_ : id;
    ++result.files;
    stream_.Write(request(id));
  }

  void take_data(const Packet& packet, Synced& result) {
    const auto wanted = wanted_.find(packet.id());
    if (wanted == wanted_.end()) {
      throw std::runtime_error("data that nobody asked for, of entry " +
                               std::to_string(packet.id()));
    }
    result.received += packet.data().size();
    if (!packet.data().empty()) return copy_.write(wanted->second, packet.data());
    copy_.complete(wanted->second);
    wanted_.erase(wanted);
  }

  void end_if_complete() {
    if (!all_told_ || !wanted_.empty() || ended_) return;
    ended_ = true;
    if (trick_ == Trick::silent) return;
    if (trick_ != Trick::no_fin) stream_.Write(plain(Packet::FIN));
    stream_.WritesDone();
  }

  void misbehave() {
    switch (trick_) {
      case Trick::unknown_id:
        stream_.Write(request(kNeverOffered));
        break;
      case Trick::directory_id:
        stream_.Write(request(directory_.value()));
        break;
      case Trick::twice:
        stream_.Write(request(first_.value()));
        break;
      case Trick::gives_up: {
        Packet packet = plain(Packet::ERR);
        packet.set_data("no space left on device");
        stream_.Write(packet);
        break;
      }
      case Trick::cancels:
        context_.TryCancel();
        break;
      case Trick::stops_reading:
        std::this_thread::sleep_for(std::chrono::seconds(3));
        break;
      case Trick::sends_stat: {
        Packet packet = plain(Packet::STAT);
        packet.mutable_stat()->set_path("planted");
        stream_.Write(packet);
        break;
      }
      case Trick::sends_data: {
        Packet packet = plain(Packet::DATA);
        packet.set_data("planted");
        stream_.Write(packet);
        break;
      }
      case Trick::unknown_type:
        stream_.Write(plain(static_cast<Packet::Type>(17)));
        break;
      case Trick::large_packet: {
        Packet packet = request(0);
        packet.set_data(std::string(10'000'000, 'x'));
        stream_.Write(packet);
        break;
      }
      default:
        break;
    }
  }

  Stream& stream_;
  grpc::ClientContext& context_;
  Copy& copy_;
  Trick trick_;
  bool all_told_ = false;
  bool ended_ = false;
  std::optional<std::uint32_t> first_, directory_;
  std::map<std::uint32_t, std::string> wanted_;
};

std::shared_ptr<grpc::Channel> channel_over(int descriptor) {
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) {
    throw std::runtime_error("a descriptor that is no connection");
  }
  return grpc::CreateInsecureChannelFromFd("session", descriptor);
}

// What is no packet takes a call of its own, whose messages are bytes.
void send_garbage(grpc::Channel& channel, const Wish& wish, Synced& result) {
  grpc::ClientContext context;
  put_metadata(wish, context);
  using Raw = moby::filesync::v1::CredentialsResponse;  // bytes behind other field numbers
  const grpc::internal::RpcMethod method("/moby.filesync.v1.FileSync/DiffCopy",
                                         grpc::internal::RpcMethod::BIDI_STREAMING);
  const std::unique_ptr<grpc::ClientReaderWriter<Raw, Packet>> stream(
      grpc::internal::ClientReaderWriterFactory<Raw, Packet>::Create(&channel, method, &context));
  Raw raw;
  raw.set_username("no number");  // where a packet has its type
  raw.set_secret("\xff\xff");     // and where its entry
  stream->Write(raw);
  Packet packet;
  while (stream->Read(&packet)) {
    if (packet.type() == Packet::ERR) result.error = packet.data();
  }
  const grpc::Status status = stream->Finish();
  result.status = status.error_code();
  result.message = status.error_message();
}

}  // namespace

Trick trick_of(const std::string& name) {
  static const std::map<std::string, Trick> kTricks{
      {"none", Trick::none},
      {"unknown-id", Trick::unknown_id},
      {"directory-id", Trick::directory_id},
      {"twice", Trick::twice},
      {"gives-up", Trick::gives_up},
      {"closes", Trick::closes},
      {"cancels", Trick::cancels},
      {"stops-reading", Trick::stops_reading},
      {"sends-stat", Trick::sends_stat},
      {"sends-data", Trick::sends_data},
      {"unknown-type", Trick::unknown_type},
      {"garbage", Trick::garbage},
      {"large-packet", Trick::large_packet},
      {"no-fin", Trick::no_fin},
      {"silent", Trick::silent},
  };
  const auto found = kTricks.find(name);
  if (found == kTricks.end()) throw std::invalid_argument("no trick is called " + name);
  return found->second;
}

FakeBuilder::FakeBuilder(int descriptor)
    : descriptor_(descriptor), channel_(channel_over(descriptor)) {}

Synced FakeBuilder::sync(const Wish& wish, Copy& copy, Trick trick) {
  Synced result;
  if (trick == Trick::garbage) {
    send_garbage(*channel_, wish, result);
    return result;
  }
  const auto stub = FileSync::NewStub(channel_);
  grpc::ClientContext context;
  put_metadata(wish, context);
  const auto stream = stub->DiffCopy(&context);
  if (!Sync(*stream, context, copy, trick).run(result)) {
    shutdown(descriptor_, SHUT_RDWR);
  }
  const grpc::Status status = stream->Finish();
  result.status = status.error_code();
  result.message = status.error_message();
  if (result.complete) copy.finish();
  return result;
}

bool FakeBuilder::is_healthy() {
  const auto stub = grpc::health::v1::Health::NewStub(channel_);
  grpc::ClientContext context;
  grpc::health::v1::HealthCheckResponse response;
  return stub->Check(&context, {}, &response).ok() &&
         response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

std::optional<std::pair<std::string, std::string>> FakeBuilder::credentials(
    const std::string& host) {
  const auto stub = moby::filesync::v1::Auth::NewStub(channel_);
  grpc::ClientContext context;
  moby::filesync::v1::CredentialsRequest request;
  moby::filesync::v1::CredentialsResponse response;
  request.set_host(host);
  const grpc::Status status = stub->Credentials(&context, request, &response);
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return std::nullopt;
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return std::pair(response.username(), response.secret());
}

}  // namespace test
