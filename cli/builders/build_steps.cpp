#include "build_steps.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

// A builder may be a stranger's, too: what it tells is cut to what a person could want.

namespace cli {
namespace {

constexpr std::size_t kMostSteps = 10'000;
constexpr std::size_t kMostParts = 5'000;
constexpr std::size_t kLongestDigest = 200;
constexpr std::size_t kLongestName = 4 << 10;  // and error
constexpr std::size_t kLongestLine = 2 << 10;  // a longer one is told in pieces
constexpr std::size_t kLastLines = 100;        // of one step
constexpr std::size_t kMostLines = 4'000;      // of all; then each step keeps its last one

std::string shortened(const std::string& text) {
  return text.size() <= kLongestName ? text : text.substr(0, kLongestName) + "...";
}

bool is_cancelled(const std::string& error) {
  return error.find("context canceled") != std::string::npos;
}

BuildEvent& event_of(BuildEvent::Kind kind, const BuildStep* step,
                     std::vector<BuildEvent>& events) {
  BuildEvent& event = events.emplace_back();
  event.kind = kind;
  event.step = step;
  return event;
}

// The end of a line in `text`: a line feed, or a carriage return, with which programs draw over
// what they have drawn.
std::size_t end_of_line(std::string_view text) { return text.find_first_of("\r\n"); }

}  // namespace

std::chrono::nanoseconds BuildStep::duration() const {
  if (!started || !completed || *completed < *started) return {};
  return *completed - *started;
}

bool BuildStep::is_instruction() const {
  if (!name.starts_with('[') || name.starts_with("[internal]") || name.starts_with("[auth]")) {
    return false;
  }
  return name.find("] FROM ") == std::string::npos;
}

std::vector<BuildEvent> BuildSteps::take(const BuildUpdate& update) {
  std::vector<BuildEvent> events;
  // What has been written by steps that end with this update comes first.
  for (const StepState& state : update.steps) {
    if (!state.completed) take(state, events);
  }
  for (const StepState& state : update.steps) {
    if (state.completed && by_digest_.count(state.digest) == 0) {
      StepState begun = state;
      begun.completed.reset();
      take(begun, events);
    }
  }
  for (const StepPart& part : update.parts) take(part, events);
  for (const StepOutput& output : update.output) take(output, events);
  for (const StepWarning& warning : update.warnings) {
    const BuildStep* step = step_of(warning.step);
    event_of(BuildEvent::Kind::warning, step, events).line.text = shortened(warning.text);
  }
  for (const StepState& state : update.steps) {
    if (state.completed) take(state, events);
  }
  return events;
}

BuildStep* BuildSteps::step_of(const std::string& digest) {
  const auto found = by_digest_.find(digest);
  return found == by_digest_.end() ? nullptr : found->second;
}

void BuildSteps::take(const StepState& state, std::vector<BuildEvent>& events) {
  // Before it begins, a step is a plan.
  if (!state.started && !state.cached) return;
  BuildStep* step = step_of(state.digest);
  if (step == nullptr) {
    if (steps_.size() >= kMostSteps || state.digest.size() > kLongestDigest) return;
    step = &steps_.emplace_back();
    step->number = steps_.size();
    step->digest = state.digest;
    by_digest_.emplace(state.digest, step);
  } else if (step->completed && step->completed == state.completed) {
    return;  // told again
  }
  const bool again = step->completed && state.started && state.started > step->completed;
  step->name = shortened(state.name);
  step->cached = state.cached || (step->completed && !again && step->cached);
  step->started = state.started;
  step->error = shortened(state.error);
  if (!step->running && (!step->completed || again)) {
    step->running = true;
    ++step->begun;
    event_of(BuildEvent::Kind::begun, step, events);
  }
  if (!state.completed) return;
  step->completed = state.completed;
  end(*step, events);
}

void BuildSteps::end(BuildStep& step, std::vector<BuildEvent>& events) {
  if (!std::exchange(step.running, false)) return;
  for (const std::int64_t stream : {1, 2}) {
    const auto begun = begun_lines_.find({&step, stream});
    if (begun == begun_lines_.end()) continue;
    OutputLine line = std::move(begun->second);
    begun_lines_.erase(begun);
    tell_line(step, std::move(line), events);
  }
  BuildEvent::Kind kind = step.cached ? BuildEvent::Kind::cached : BuildEvent::Kind::done;
  if (!step.error.empty()) {
    kind = is_cancelled(step.error) ? BuildEvent::Kind::cancelled : BuildEvent::Kind::failed;
    if (kind == BuildEvent::Kind::failed) failed_ = &step;
  }
  if (kind != BuildEvent::Kind::failed) lines_ -= std::exchange(step.last_lines, {}).size();
  event_of(kind, &step, events);
}

void BuildSteps::take(const StepPart& part, std::vector<BuildEvent>& events) {
  BuildStep* step = step_of(part.step);
  if (step == nullptr) return;
  const std::string name = shortened(part.name);
  auto known = step->parts.find(name);
  if (known == step->parts.end()) {
    if (parts_++ >= kMostParts) return;
    known = step->parts.emplace(name, StepPart()).first;
  }
  const bool news = part.completed && !known->second.completed;
  known->second = part;
  known->second.name = name;
  if (news) event_of(BuildEvent::Kind::part, step, events).part = known->second;
}

void BuildSteps::take(const StepOutput& output, std::vector<BuildEvent>& events) {
  BuildStep* step = step_of(output.step);
  if (step == nullptr) return;
  const std::int64_t stream = output.stream == 2 ? 2 : 1;
  const auto after = step->started && output.time > *step->started
                         ? std::chrono::nanoseconds(output.time - *step->started)
                         : std::chrono::nanoseconds();
  OutputLine& line = begun_lines_[{step, stream}];
  for (std::string_view rest = output.bytes; !rest.empty();) {
    if (line.text.empty()) line = {after, stream, ""};
    const std::string_view room = rest.substr(0, kLongestLine - line.text.size());
    const std::size_t end = std::min(end_of_line(room), room.size());
    const bool ended = end < room.size();
    line.text += room.substr(0, end);
    rest.remove_prefix(ended ? end + 1 : end);
    if (!ended && line.text.size() < kLongestLine) break;
    if (!line.text.empty()) tell_line(*step, std::exchange(line, {}), events);
  }
}

void BuildSteps::tell_line(BuildStep& step, OutputLine line, std::vector<BuildEvent>& events) {
  if (line.text.empty()) return;
  step.last_lines.push_back(line);
  ++lines_;
  while (step.last_lines.size() > 1 &&
         (step.last_lines.size() > kLastLines || lines_ > kMostLines)) {
    step.last_lines.pop_front();
    --lines_;
  }
  event_of(BuildEvent::Kind::output, &step, events).line = std::move(line);
}

}  // namespace cli
