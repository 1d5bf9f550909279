#include <nlohmann/json.hpp>

#include "build_display.hpp"
#include "json_text.hpp"

// Keys are added, never changed: cli/schema/build.schema.json.

namespace cli {
namespace {

using Json = nlohmann::ordered_json;
using Kind = BuildEvent::Kind;

const char* state_name(Kind kind) {
  switch (kind) {
    case Kind::cached:
      return "cached";
    case Kind::done:
      return "done";
    case Kind::failed:
      return "failed";
    case Kind::cancelled:
      return "cancelled";
    default:
      return "begun";
  }
}

const char* result_name(BuildSummary::Result result) {
  switch (result) {
    case BuildSummary::Result::built:
      return "built";
    case BuildSummary::Result::failed:
      return "failed";
    case BuildSummary::Result::cancelled:
      break;
  }
  return "cancelled";
}

const char* fault_name(tare::Fault fault) {
  switch (fault) {
    case tare::Fault::usage:
      return "usage";
    case tare::Fault::input:
      return "input";
    case tare::Fault::output:
      break;
  }
  return "builder";
}

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

class JsonDisplay final : public BuildDisplay {
 public:
  JsonDisplay(BuildScreen screen, bool verbose) : screen_(std::move(screen)), verbose_(verbose) {}

  void tell(const std::vector<BuildEvent>& events, const BuildSteps& /*steps*/) override {
    for (const BuildEvent& event : events) tell(event);
  }

  void tell(const tare::Transfer& transfer) override {
    // Twenty times a second is for eyes.
    const auto now = screen_.now();
    std::chrono::steady_clock::time_point& next = next_[transfer.number];
    if (!transfer.finished && now < next) return;
    next = now + std::chrono::seconds(1);
    if (transfer.finished) next_.erase(transfer.number);
    Json object = begin("transfer");
    object["request"] = transfer.number;
    put_text(object, "name", transfer.name);
    object["entries"] = transfer.entries;
    object["files_requested"] = transfer.files_requested;
    object["files_sent"] = transfer.files_sent;
    object["bytes_sent"] = transfer.bytes_sent;
    object["directories_read"] = transfer.directories_read;
    object["finished"] = transfer.finished;
    if (verbose_) add_request(object, transfer);
    write(object);
  }

  void tell(const tare::Diagnostic& diagnostic) override {
    const bool warning = diagnostic.severity == tare::Diagnostic::Severity::warning;
    Json object = begin("message");
    object["severity"] = warning ? "warning" : "note";
    if (!diagnostic.where.empty()) put_text(object, "path", diagnostic.where);
    object["text"] = to_string(diagnostic);
    write(object);
  }

  void tell(const std::string& image, const PushStep& push) override {
    Json object = begin("push");
    object["image"] = image;
    put_text(object, "layer", push.layer);
    put_text(object, "status", push.status);
    object["current"] = push.current;
    object["total"] = push.total;
    write(object);
  }

  void pushed(const std::string& image, const std::string& digest) override {
    Json object = begin("pushed");
    object["image"] = image;
    put_text(object, "digest", digest);
    write(object);
  }

  void fail(const BuildFailure& failure) override {
    Json object = begin("error");
    object["fault"] = "build";
    put_text(object, "text", failure.message);
    if (failure.step != nullptr) object["step"] = failure.step->number;
    for (const SourcePlace& place : failure.places) {
      Json source;
      put_text(source, "file", place.file);
      for (const auto& [first, last] : place.lines) {
        source["lines"].push_back({{"first", first}, {"last", last}});
      }
      object["places"].push_back(source);
    }
    write(object);
  }

  [[nodiscard]] bool tell_error(const tare::Error& error) override {
    Json object = begin("error");
    object["fault"] = fault_name(error.fault());
    put_text(object, "text", error.what());
    if (!error.where().empty()) put_text(object, "path", error.where());
    if (error.line() != 0) object["line"] = error.line();
    write(object);
    return true;
  }

  void end(const BuildSummary& summary) override {
    Json object = begin("summary");
    object["result"] = result_name(summary.result);
    if (!summary.digest.empty()) put_text(object, "digest", summary.digest);
    object["steps"] = summary.steps;
    object["cached"] = summary.cached;
    object["requests"] = summary.sent.requests;
    object["entries"] = summary.sent.entries;
    object["files_requested"] = summary.sent.files_requested;
    object["files_sent"] = summary.sent.files_sent;
    object["bytes_sent"] = summary.sent.bytes_sent;
    object["directories_read"] = summary.sent.directories_read;
    object["seconds"] = seconds(summary.duration);
    write(object);
  }

 private:
  static Json begin(const char* event) { return {{"schema", 1}, {"event", event}}; }

  void write(const Json& object) {
    // As ASCII, for whatever terminal looks at it.
    screen_.write(object.dump(-1, ' ', true) + "\n");
  }

  void tell(const BuildEvent& event) {
    if (event.kind == Kind::output || event.kind == Kind::warning) return tell_line(event);
    if (event.kind == Kind::part) return tell_part(event);
    Json object = begin("step");
    object["step"] = event.step->number;
    put_text(object, "digest", event.step->digest);
    put_text(object, "name", event.step->name);
    object["state"] = state_name(event.kind);
    if (event.kind == Kind::begun) return write(object);
    object["seconds"] = seconds(event.step->duration());
    if (!event.step->error.empty()) put_text(object, "error", event.step->error);
    write(object);
  }

  void tell_line(const BuildEvent& event) {
    const bool output = event.kind == Kind::output;
    Json object = begin(output ? "output" : "warning");
    if (event.step != nullptr) object["step"] = event.step->number;
    if (output) {
      object["stream"] = event.line.stream;
      object["seconds"] = seconds(event.line.after);
    }
    put_text(object, "text", event.line.text);
    write(object);
  }

  void tell_part(const BuildEvent& event) {
    Json object = begin("part");
    object["step"] = event.step->number;
    put_text(object, "name", event.part.name);
    object["current"] = event.part.current;
    object["total"] = event.part.total;
    write(object);
  }

  static void add_request(Json& object, const tare::Transfer& transfer) {
    const auto add = [&object](const char* key, const std::vector<std::string>& words) {
      for (const std::string& word : words) {
        Json each;
        put_text(each, "pattern", word);
        object[key].push_back(each);
      }
    };
    add("include", transfer.request.include);
    add("exclude", transfer.exclude);
    if (transfer.request.follow) add("follow", *transfer.request.follow);
  }

  BuildScreen screen_;
  bool verbose_;
  std::map<std::uint64_t, std::chrono::steady_clock::time_point> next_;  // by request
};

}  // namespace

std::unique_ptr<BuildDisplay> json_display(BuildScreen screen, bool verbose) {
  return std::make_unique<JsonDisplay>(std::move(screen), verbose);
}

}  // namespace cli
