#include "solve.hpp"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <random>
#include <stop_token>
#include <thread>

#include "control.grpc.pb.h"

// Two calls, each on a thread of its own: Solve answers when the build is over, Status tells
// meanwhile how it goes. Cancelling Solve ends the build. Status goes on then, for the builder to
// tell how its steps have ended, but not for long: a builder need not end it. A third thread asks
// the builder now and then whether it is there. Not by gRPC's keepalive: a server in Go ends a
// connection on which it gets pings more often than every five minutes while it sends nothing, as
// in a long step.

namespace cli {
namespace {

namespace api = moby::buildkit::v1;

constexpr std::chrono::seconds kLastUpdates{3};

std::string random_reference() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::uniform_int_distribution<std::size_t> any(0, kLetters.size() - 1);
  std::string text(25, ' ');
  for (char& letter : text) letter = kLetters[any(random)];
  return text;
}

BuilderTime time_of(const google::protobuf::Timestamp& stamp) {
  return BuilderTime(std::chrono::seconds(stamp.seconds()) +
                     std::chrono::nanoseconds(stamp.nanos()));
}

StepState state_of(const api::Vertex& vertex) {
  StepState state{vertex.digest(), vertex.name(), vertex.cached(), {}, {}, vertex.error()};
  if (vertex.has_started()) state.started = time_of(vertex.started());
  if (vertex.has_completed()) state.completed = time_of(vertex.completed());
  return state;
}

StepPart part_of(const api::VertexStatus& status) {
  return {status.vertex(), status.id().empty() ? status.name() : status.id(), status.current(),
          status.total(), status.has_completed()};
}

BuildUpdate update_of(const api::StatusResponse& response) {
  BuildUpdate update;
  for (const api::Vertex& vertex : response.vertexes()) update.steps.push_back(state_of(vertex));
  for (const api::VertexStatus& status : response.statuses()) {
    update.parts.push_back(part_of(status));
  }
  for (const api::VertexLog& log : response.logs()) {
    update.output.push_back({log.vertex(), time_of(log.timestamp()), log.stream(), log.msg()});
  }
  for (const api::VertexWarning& warning : response.warnings()) {
    update.warnings.push_back({warning.vertex(), warning.short_()});
  }
  return update;
}

api::SolveRequest request_of(const SolveOrder& order, const std::string& reference) {
  api::SolveRequest request;
  request.set_ref(reference);
  request.set_session(order.session);
  request.set_frontend("dockerfile.v0");
  request.mutable_frontendattrs()->insert(order.frontend_attributes.begin(),
                                          order.frontend_attributes.end());
  request.set_exporter(order.exporter);
  request.mutable_exporterattrs()->insert(order.exporter_attributes.begin(),
                                          order.exporter_attributes.end());
  for (const std::string& each : order.entitlements) request.add_entitlements(each);
  return request;
}

SolveResult::Kind kind_of(const grpc::Status& status, bool cancelled) {
  if (status.ok()) return SolveResult::Kind::built;
  if (cancelled) return SolveResult::Kind::cancelled;
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return SolveResult::Kind::unsupported;
  // A registry that cannot be reached has the same code, and then the builder has details.
  const bool gone = status.error_code() == grpc::StatusCode::UNAVAILABLE;
  return gone && status.error_details().empty() ? SolveResult::Kind::gone
                                                : SolveResult::Kind::failed;
}

}  // namespace

struct Solve::Parts {
  Parts(const std::shared_ptr<grpc::Channel>& channel, const SolveOrder& order,
        std::function<void(const BuildUpdate&)> updates, Liveness liveness)
      : stub(api::Control::NewStub(channel)),
        reference(random_reference()),
        tell(std::move(updates)),
        solving([this, request = request_of(order, reference)] { solve(request); }),
        watching([this] { watch(); }),
        asking([this, liveness](const std::stop_token& stop) { ask(stop, liveness); }) {}

  void solve(const api::SolveRequest& request) {
    api::SolveResponse response;
    const grpc::Status status = stub->Solve(&solve_context, request, &response);
    const std::lock_guard lock(mutex);
    result.kind = silent ? SolveResult::Kind::silent : kind_of(status, cancelled);
    result.message = status.error_message();
    result.details = status.error_details();
    result.response = {response.exporterresponse().begin(), response.exporterresponse().end()};
    solved = std::chrono::steady_clock::now();
    changed.notify_all();
  }

  void watch() {
    api::StatusRequest request;
    request.set_ref(reference);
    const auto stream = stub->Status(&status_context, request);
    api::StatusResponse response;
    while (stream->Read(&response)) tell(update_of(response));
    static_cast<void>(stream->Finish());
    const std::lock_guard lock(mutex);
    watched = true;
    changed.notify_all();
  }

  void ask(const std::stop_token& stop, Liveness liveness) {
    while (true) {
      std::unique_lock lock(mutex);
      if (changed.wait_for(lock, stop, liveness.every, [&] { return solved.has_value(); })) return;
      if (stop.stop_requested()) return;
      lock.unlock();
      if (answers(stop, liveness.patience)) continue;
      lock.lock();
      silent = !solved;
      lock.unlock();
      solve_context.TryCancel();
      status_context.TryCancel();
      return;
    }
  }

  // Whatever it answers: of a connection that is gone, Solve hears as well.
  bool answers(const std::stop_token& stop, std::chrono::milliseconds patience) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + patience);
    const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
    api::ListWorkersResponse response;
    const grpc::Status status = stub->ListWorkers(&context, api::ListWorkersRequest(), &response);
    return status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED;
  }

  std::unique_ptr<api::Control::Stub> stub;
  std::string reference;
  std::function<void(const BuildUpdate&)> tell;
  grpc::ClientContext solve_context;
  grpc::ClientContext status_context;
  std::mutex mutex;
  std::condition_variable_any changed;
  SolveResult result;
  bool cancelled = false;
  bool silent = false;
  std::optional<std::chrono::steady_clock::time_point> solved;
  bool watched = false;
  std::jthread solving;
  std::jthread watching;
  std::jthread asking;
};

Solve::Solve(const std::shared_ptr<grpc::Channel>& channel, const SolveOrder& order,
             std::function<void(const BuildUpdate&)> tell, Liveness liveness)
    : parts_(std::make_unique<Parts>(channel, order, std::move(tell), liveness)) {}

Solve::~Solve() {
  parts_->solve_context.TryCancel();
  parts_->status_context.TryCancel();
}

bool Solve::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(parts_->mutex);
  parts_->changed.wait_for(lock, most, [&] { return parts_->solved && parts_->watched; });
  if (!parts_->solved) return false;
  if (std::chrono::steady_clock::now() - *parts_->solved > kLastUpdates) {
    parts_->status_context.TryCancel();
  }
  return parts_->watched;
}

void Solve::cancel() {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->cancelled = true;
  }
  parts_->solve_context.TryCancel();
}

const SolveResult& Solve::result() const { return parts_->result; }

}  // namespace cli
