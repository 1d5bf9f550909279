#include "services.hpp"

#include <exception>
#include <utility>

#include "auth.pb.h"
#include "diff_copy.hpp"
#include "health.pb.h"
#include "tare/printable.hpp"
#include "transfer_request.hpp"

namespace tare {
namespace {

/// A call of DiffCopy as packets.
class CallPackets : public PacketStream {
 public:
  explicit CallPackets(Call& call) : call_(call) {}

  bool read(Packet& packet) override {
    if (!call_.read(message_)) return false;
    if (!packet.ParseFromString(message_)) {
      throw Error(Fault::output, call_.path, "the builder sends what is no packet");
    }
    return true;
  }
  bool write(const Packet& packet, bool flush) override { return call_.write(packet, flush); }
  void cancel() noexcept override { call_.cancel(); }

 private:
  Call& call_;
  std::string message_;
};

// The builder has taken its call back, or the session was to stop.
struct EndedOnPurpose {};

// Wraps `function` so that one call at a time is made.
template <typename Function>
Function one_at_a_time(std::mutex& mutex, const Function& function) {
  if (!function) return {};
  return [&mutex, &function](const auto& argument) {
    const std::lock_guard lock(mutex);
    return function(argument);
  };
}

Context context_of(const SharedDirectory& directory, const Transfer& transfer) {
  ContextOptions options;
  options.directory = directory.directory;
  options.use_dockerfile = false;
  options.one_file_system = directory.one_file_system;
  options.rules = Matcher();
  if (!transfer.exclude.empty()) {
    options.rules = Matcher(IgnoreFile::of_patterns(transfer.exclude, "the builder's rules"));
  } else if (directory.rules) {
    options.rules = directory.rules;
  }
  return Context(options).narrowed(transfer.request);
}

template <typename Message>
Message only_message(Call& call) {
  std::string bytes;
  Message message;
  if (!call.read(bytes) || !message.ParseFromString(bytes)) {
    throw Error(Fault::output, call.path, "the builder sends a request that is none");
  }
  return message;
}

void check_health(Call& call) {
  grpc::health::v1::HealthCheckResponse response;
  response.set_status(grpc::health::v1::HealthCheckResponse::SERVING);
  call.write(response, true);
}

}  // namespace

void Services::answer(Call& call) noexcept {
  try {
    if (call.metadata_too_large) {
      const Error error(Fault::output, call.path,
                        "the builder asks with more than 16 MiB of patterns, or with more than 32 "
                        "MiB in all its calls");
      fail(error);
      call.finish(CallStatus::resource_exhausted, error.what());
    } else if (call.path == kDiffCopyMethod) {
      diff_copy(call);
    } else if (call.path == kHealthMethod) {
      check_health(call);
    } else if (call.path == kCredentialsMethod && options_.credentials) {
      credentials(call);
    } else {
      call.finish(CallStatus::unimplemented, "unknown method " + tare::quoted(call.path));
    }
    call.finish(CallStatus::ok, "");  // unless something else was said
  } catch (const std::exception& error) {
    call.finish(CallStatus::unknown, error.what());
  } catch (...) {
    call.finish(CallStatus::unknown, "an unknown fault");
  }
}

void Services::diff_copy(Call& call) {
  try {
    TransferRequest asked = transfer_request(call.metadata);
    const SharedDirectory* directory = find(asked.name);
    if (directory == nullptr) {
      const Error error(Fault::output, asked.name,
                        "the builder asks for a directory that is not shared");
      fail(error);
      return call.finish(CallStatus::not_found, error.what());
    }
    Transfer made;
    made.number = ++transfers_;
    made.name = std::move(asked.name);
    made.request = std::move(asked.request);
    made.exclude = std::move(asked.exclude);
    transfer(call, std::move(made), *directory);
  } catch (const Error& error) {
    fail(error);
    throw;
  } catch (const EndedOnPurpose&) {
    call.finish(CallStatus::unknown, "the transfer was taken back");
  }
}

void Services::transfer(Call& call, Transfer transfer, const SharedDirectory& directory) {
  DiffCopyOptions options;
  options.threads = options_.threads;
  options.patience = options_.patience;
  options.choose = options_.choose;
  options.progress = one_at_a_time(progress_, options_.progress);
  options.diagnose = one_at_a_time(diagnose_, options_.diagnose);
  CallPackets packets(call);
  Context context = context_of(directory, transfer);
  DiffCopy copy(std::move(context), std::move(transfer), options, packets);
  try {
    copy.run();
  } catch (const Error& error) {
    if (!copy.lost_stream()) throw;
    if (const std::optional<Error> reason = reason_of_end(call, error)) throw Error(*reason);
    throw EndedOnPurpose();
  }
}

// Why the stream of `call` has ended; nothing when it was ended on purpose.
std::optional<Error> Services::reason_of_end(const Call& call, const Error& error) const {
  const auto because = [&](const std::string& text) {
    return Error(Fault::output, error.where(), text);
  };
  switch (call.why()) {
    case CallEnd::by_builder:
    case CallEnd::stopped:
      return std::nullopt;
    case CallEnd::impatient:
      return because("the builder has taken nothing for " +
                     std::to_string(options_.patience.count()) + " s");
    case CallEnd::lost:
      return because("the builder closed the connection in the middle of the transfer");
    case CallEnd::not_yet:
    case CallEnd::by_us:
      break;
  }
  return error;
}

void Services::credentials(Call& call) {
  const auto request = only_message<moby::filesync::v1::CredentialsRequest>(call);
  std::optional<RegistryCredentials> known;
  try {
    const std::lock_guard lock(credentials_);
    known = options_.credentials(request.host());
  } catch (const Error& error) {
    fail(error);
    // Why is not the builder's to know: a message may hold what a helper has printed.
    return call.finish(CallStatus::unknown, "no credentials");
  }
  moby::filesync::v1::CredentialsResponse response;
  if (known) {
    response.set_username(known->user);
    response.set_secret(known->secret);
  }
  call.write(response, true);
}

const SharedDirectory* Services::find(const std::string& name) const {
  for (const SharedDirectory& directory : options_.directories) {
    if (directory.name == name) return &directory;
  }
  return nullptr;
}

void Services::fail(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = error;
}

std::optional<Error> Services::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace tare
