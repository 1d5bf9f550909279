// A buildkitd that builds nothing. It serves the control service on a socket, asks for the context
// in the session as BuildKit does, and then tells what the target says:
//
//   tare-fake-buildkitd SOCKET COPY
//
// COPY is where it keeps what it was sent. It runs until it is killed. Times are its own, and
// always the same.
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "builder/fake_builder.hpp"
#include "control.grpc.pb.h"
#include "errdefs.pb.h"

namespace {

namespace api = moby::buildkit::v1;

constexpr std::int64_t kBegin = 1'700'000'000;

// What one build tells, for whoever asks for its status.
class Updates {
 public:
  void tell(api::StatusResponse response) {
    const std::lock_guard lock(mutex_);
    responses_.push_back(std::move(response));
    changed_.notify_all();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  // False when there is no more.
  bool next(std::size_t index, api::StatusResponse& response) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || index < responses_.size(); });
    if (index >= responses_.size()) return false;
    response = responses_[index];
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<api::StatusResponse> responses_;
  bool ended_ = false;
};

// What stands by name for everything that connects.
class Daemon {
 public:
  std::shared_ptr<Updates> updates(const std::string& reference) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Updates>& found = updates_[reference];
    if (found == nullptr) found = std::make_shared<Updates>();
    return found;
  }
  void attach(const std::string& id, std::shared_ptr<test::FakeBuilder> builder) {
    const std::lock_guard lock(mutex_);
    sessions_[id] = std::move(builder);
    attached_.notify_all();
  }
  void detach(const std::string& id) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(id);
  }
  std::shared_ptr<test::FakeBuilder> session(const std::string& id) {
    std::unique_lock lock(mutex_);
    attached_.wait_for(lock, std::chrono::seconds(10), [&] { return sessions_.count(id) != 0; });
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second;
  }

 private:
  std::mutex mutex_;
  std::condition_variable attached_;
  std::map<std::string, std::shared_ptr<Updates>> updates_;
  std::map<std::string, std::shared_ptr<test::FakeBuilder>> sessions_;
};

void set(google::protobuf::Timestamp* stamp, double seconds) {
  stamp->set_seconds(kBegin + static_cast<std::int64_t>(seconds));
  stamp->set_nanos(static_cast<int>((seconds - static_cast<std::int64_t>(seconds)) * 1e9));
}

// Steps of a build, told one after the other.
class Story {
 public:
  explicit Story(Updates& updates) : updates_(updates) {}

  void begin(const std::string& name) {
    api::StatusResponse response;
    fill(*response.add_vertexes(), name);
    updates_.tell(response);
  }
  void end(const std::string& name, bool cached = false, const std::string& error = "") {
    api::StatusResponse response;
    api::Vertex& vertex = *response.add_vertexes();
    fill(vertex, name);
    set(vertex.mutable_completed(), cached ? 1 : 3.5);
    vertex.set_cached(cached);
    vertex.set_error(error);
    updates_.tell(response);
  }
  void say(const std::string& name, const std::string& bytes) {
    api::StatusResponse response;
    api::VertexLog& log = *response.add_logs();
    log.set_vertex(digest(name));
    log.set_stream(1);
    log.set_msg(bytes);
    set(log.mutable_timestamp(), 1.25);
    updates_.tell(response);
  }
  void part(const std::string& name, const std::string& id, std::int64_t current) {
    api::StatusResponse response;
    api::VertexStatus& status = *response.add_statuses();
    status.set_vertex(digest(name));
    status.set_id(id);
    status.set_current(current);
    set(status.mutable_completed(), 2);
    updates_.tell(response);
  }
  void warn(const std::string& name, const std::string& text) {
    api::StatusResponse response;
    api::VertexWarning& warning = *response.add_warnings();
    warning.set_vertex(digest(name));
    warning.set_short_(text);
    updates_.tell(response);
  }

 private:
  static std::string digest(const std::string& name) {
    return "sha256:" + std::to_string(std::hash<std::string>()(name));
  }
  static void fill(api::Vertex& vertex, const std::string& name) {
    vertex.set_digest(digest(name));
    vertex.set_name(name);
    set(vertex.mutable_started(), 1);
  }

  Updates& updates_;
};

// As newer builders write details: Go's JSON of the message.
std::string details_in_json() {
  errdefs::Status status;
  status.set_code(2);
  google::protobuf::Any& detail = *status.add_details();
  detail.set_type_url("github.com/moby/buildkit/errdefs.Source+json");
  // "FROM scratch\nCOPY a /\nRUN make \\\n  all\nCOPY b /\n"
  detail.set_value(
      R"({"info":{"filename":"sub/Dockerfile","data":"RlJPTSBzY3JhdGNoCkNPUFkgYSAvClJVTiBtYWtlIFwKICBhbGwKQ09QWSBiIC8K"},)"
      R"("ranges":[{"start":{"line":3},"end":{"line":4}}]})");
  return status.SerializeAsString();
}

std::string details_in_protobuf() {
  errdefs::Source source;
  source.mutable_info()->set_filename("Dockerfile\x1b[2J");
  source.mutable_info()->set_data("FROM scratch\nRUN \x1b]0;evil\x07\xff\n");
  pb::Range& range = *source.add_ranges();
  range.mutable_start()->set_line(2);
  errdefs::Status status;
  google::protobuf::Any& detail = *status.add_details();
  detail.set_type_url("github.com/moby/buildkit/errdefs.Source");
  detail.set_value(source.SerializeAsString());
  return status.SerializeAsString();
}

class Control final : public api::Control::Service {
 public:
  explicit Control(std::string copy)
      : context_(copy + "/context"), dockerfile_(copy + "/dockerfile") {}

  grpc::Status ListWorkers(grpc::ServerContext* /*context*/,
                           const api::ListWorkersRequest* /*request*/,
                           api::ListWorkersResponse* response) override {
    response->add_record()->set_id("fake");
    return grpc::Status::OK;
  }

  grpc::Status Session(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<api::BytesMessage, api::BytesMessage>* stream) override {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
      return {grpc::StatusCode::INTERNAL, "no socket"};
    const auto named = context->client_metadata().find("x-docker-expose-session-uuid");
    if (named == context->client_metadata().end())
      return {grpc::StatusCode::INVALID_ARGUMENT, "no id"};
    const std::string id(named->second.data(), named->second.size());
    std::thread reading([&] {
      api::BytesMessage message;
      while (stream->Read(&message)) {
        if (write(ends[0], message.data().data(), message.data().size()) < 0) break;
      }
      shutdown(ends[0], SHUT_RDWR);
    });
    daemon_.attach(id, std::make_shared<test::FakeBuilder>(ends[1]));
    std::string block(65536, '\0');
    for (ssize_t size = 0; (size = read(ends[0], block.data(), block.size())) > 0;) {
      api::BytesMessage message;
      message.set_data(block.data(), static_cast<std::size_t>(size));
      if (!stream->Write(message)) break;
    }
    daemon_.detach(id);
    reading.join();
    close(ends[0]);
    return grpc::Status::OK;
  }

  grpc::Status Status(grpc::ServerContext* /*context*/, const api::StatusRequest* request,
                      grpc::ServerWriter<api::StatusResponse>* writer) override {
    const std::shared_ptr<Updates> updates = daemon_.updates(request->ref());
    api::StatusResponse response;
    for (std::size_t index = 0; updates->next(index, response); ++index) {
      if (!writer->Write(response)) break;
    }
    return grpc::Status::OK;
  }

  grpc::Status Solve(grpc::ServerContext* context, const api::SolveRequest* request,
                     api::SolveResponse* response) override {
    const std::shared_ptr<Updates> updates = daemon_.updates(request->ref());
    Story story(*updates);
    const std::string scenario = value(request->frontendattrs(), "target");
    grpc::Status status = load(*request, story, scenario);
    if (status.ok()) status = play(scenario, *context, *request, story);
    if (status.ok() && !request->exporter().empty()) {
      (*response->mutable_exporterresponse())["containerimage.digest"] =
          "sha256:" + std::string(64, '5');
    }
    // One that never ends what it tells is given up.
    if (scenario != "endless") updates->end();
    return status;
  }

 private:
  template <typename Map>
  static std::string value(const Map& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? "" : found->second;
  }

  grpc::Status load(const api::SolveRequest& request, Story& story, const std::string& scenario) {
    const std::shared_ptr<test::FakeBuilder> session = daemon_.session(request.session());
    if (session == nullptr) return {grpc::StatusCode::NOT_FOUND, "no such session"};
    const std::string name = value(request.frontendattrs(), "filename");
    const std::string first = "[internal] load build definition from " + name;
    story.begin(first);
    const test::Synced dockerfile =
        session->sync({"dockerfile", {}, {}, {name}, false}, dockerfile_);
    if (!dockerfile.complete)
      return {grpc::StatusCode::UNKNOWN, "no Dockerfile: " + dockerfile.error};
    story.part(first, "transferring dockerfile:", static_cast<std::int64_t>(dockerfile.received));
    story.end(first);
    const test::Trick trick =
        scenario == "unknown-id" ? test::Trick::unknown_id : test::Trick::none;
    const test::Synced synced =
        session->sync({"context", {}, {"*.md"}, {}, false}, context_, trick);
    if (synced.complete) return grpc::Status::OK;
    return {grpc::StatusCode::UNKNOWN,
            "failed to load the context: " + synced.error + synced.message};
  }

  grpc::Status play(const std::string& scenario, grpc::ServerContext& context,
                    const api::SolveRequest& request, Story& story) {
    const std::string copy = "[build 1/2] COPY . .";
    const std::string run = "[build 2/2] RUN make all";
    story.begin(copy);
    story.end(copy, true);
    story.begin(run);
    if (scenario == "asked") return tell(request, story, run);
    if (scenario == "dies") _exit(1);
    if (scenario == "stubborn") std::this_thread::sleep_for(std::chrono::seconds(10));
    if (scenario == "hangs") {
      while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      story.end(run, false, "context canceled");
      return {grpc::StatusCode::CANCELLED, "context canceled"};
    }
    if (scenario == "hostile") {
      story.say(run,
                "\x1b[31mred\x1b[0m \x1b]0;title\x07 \xe2\x80\xae reversed\r\nbytes \xff\xfe\n");
      story.say(run, "half a li");
      story.say(run, "ne\tand a tab\nno end");
      story.warn(run, "\x1b[2Jcareful\nnow");
      const std::string evil = "[build 3/2] RUN \x1b[2J\xff\n#9 DONE";
      story.begin(evil);
      story.end(evil, false, "\x1b[2Jevil\nerror");
      return {grpc::StatusCode::UNKNOWN, "\x1b[2Jevil error", details_in_protobuf()};
    }
    story.say(run, "cc -c a.c\n");
    if (scenario == "fails") {
      story.say(run, "a.c:1: no\n");
      story.end(run, false,
                "process \"/bin/sh -c make all\" did not complete successfully: exit code: 2");
      return {grpc::StatusCode::UNKNOWN,
              "failed to solve: process \"/bin/sh -c make all\" did not complete successfully: "
              "exit code: 2",
              details_in_json()};
    }
    if (scenario == "fails-plainly") {
      story.end(run, false, "exit code: 2");
      return {grpc::StatusCode::UNKNOWN,
              "executor failed running [/bin/sh -c make all]: exit code: 2"};
    }
    story.end(run);
    return grpc::Status::OK;
  }

  static grpc::Status tell(const api::SolveRequest& request, Story& story,
                           const std::string& step) {
    const std::map<std::string, std::string> frontend(request.frontendattrs().begin(),
                                                      request.frontendattrs().end());
    for (const auto& [key, value] : frontend) story.say(step, key + "=" + value + "\n");
    const std::map<std::string, std::string> exporter(request.exporterattrs().begin(),
                                                      request.exporterattrs().end());
    story.say(step, "exporter " + request.exporter() + "\n");
    for (const auto& [key, value] : exporter) story.say(step, "  " + key + "=" + value + "\n");
    for (const std::string& each : request.entitlements())
      story.say(step, "entitlement " + each + "\n");
    story.end(step);
    return grpc::Status::OK;
  }

  Daemon daemon_;
  test::Copy context_;
  test::Copy dockerfile_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("usage: tare-fake-buildkitd SOCKET COPY\n", stderr);
    return 2;
  }
  Control control(words[2]);
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix:" + std::string(words[1]), grpc::InsecureServerCredentials());
  builder.RegisterService(&control);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  server->Wait();
}
