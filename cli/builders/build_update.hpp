#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a builder tells about a build while it runs, apart from how it comes over the wire. All
/// text is a stranger's.
namespace cli {

/// The builder's own clock.
using BuilderTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// How a step stands. Builders tell it again at each change.
struct StepState {
  std::string digest;  ///< by which it is known
  std::string name;
  bool cached = false;
  std::optional<BuilderTime> started;
  std::optional<BuilderTime> completed;
  std::string error;
};

/// A part of a step with a progress of its own, such as a layer that is pulled.
struct StepPart {
  std::string step;  ///< digest
  std::string name;
  std::int64_t current = 0;
  std::int64_t total = 0;  ///< 0: not known
  bool completed = false;
};

/// What a step has written: any bytes, not lines.
struct StepOutput {
  std::string step;  ///< digest
  BuilderTime time;
  std::int64_t stream = 1;  ///< 1 or 2
  std::string bytes;
};

/// What a builder finds worth a warning.
struct StepWarning {
  std::string step;  ///< digest
  std::string text;
};

struct BuildUpdate {
  std::vector<StepState> steps;
  std::vector<StepPart> parts;
  std::vector<StepOutput> output;
  std::vector<StepWarning> warnings;
};

}  // namespace cli
