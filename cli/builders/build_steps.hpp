#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "build_update.hpp"

namespace cli {

/// One line that a step has written, as it came but for its end.
struct OutputLine {
  std::chrono::nanoseconds after{};  ///< since the step began
  std::int64_t stream = 1;
  std::string text;
};

/// One step of a build, as far as it is known.
struct BuildStep {
  std::size_t number = 0;  ///< from 1, in the order in which they began
  std::string digest;
  std::string name;
  bool cached = false;
  bool running = false;
  std::size_t begun = 0;  ///< how many times: a builder may come back to a step
  std::optional<BuilderTime> started;
  std::optional<BuilderTime> completed;
  std::string error;
  std::deque<OutputLine> last_lines;      ///< what it has written last; until it succeeds
  std::map<std::string, StepPart> parts;  ///< by name

  [[nodiscard]] std::chrono::nanoseconds duration() const;
  /// An instruction of the Dockerfile, and not a step of the builder's own. FROM does nothing.
  [[nodiscard]] bool is_instruction() const;
};

/// What is new about a step.
struct BuildEvent {
  enum class Kind {
    begun,
    cached,
    done,
    failed,
    cancelled,
    output,   ///< `line`
    part,     ///< `part` is complete
    warning,  ///< `line.text`
  };

  Kind kind = Kind::begun;
  const BuildStep* step = nullptr;  ///< lives as long as the BuildSteps
  OutputLine line = {};
  StepPart part = {};
};

/// The steps of a build, put together from what the builder tells. Takes bounded memory, whatever
/// that is.
class BuildSteps {
 public:
  /// What `update` brings that is new, in order.
  [[nodiscard]] std::vector<BuildEvent> take(const BuildUpdate& update);
  /// Those that have begun, in order.
  [[nodiscard]] const std::deque<BuildStep>& steps() const noexcept { return steps_; }
  /// The last one that failed otherwise than by being cancelled; null when none has.
  [[nodiscard]] const BuildStep* failed() const noexcept { return failed_; }

 private:
  BuildStep* step_of(const std::string& digest);
  void take(const StepState& state, std::vector<BuildEvent>& events);
  void take(const StepPart& part, std::vector<BuildEvent>& events);
  void take(const StepOutput& output, std::vector<BuildEvent>& events);
  void end(BuildStep& step, std::vector<BuildEvent>& events);
  void tell_line(BuildStep& step, OutputLine line, std::vector<BuildEvent>& events);

  std::deque<BuildStep> steps_;
  std::unordered_map<std::string, BuildStep*> by_digest_;
  std::map<std::pair<const BuildStep*, std::int64_t>, OutputLine> begun_lines_;  // by stream
  const BuildStep* failed_ = nullptr;
  std::size_t parts_ = 0;  // of all steps
  std::size_t lines_ = 0;
};

}  // namespace cli
