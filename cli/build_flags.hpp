#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tare/build_plan.hpp"
#include "tare/context.hpp"

namespace cli {

/// The arguments that say what is built: which target of the Dockerfile, with which build
/// arguments. The Dockerfile itself is one of the ContextFlags.
class BuildFlags {
 public:
  /// Adds them to `command`, for one that is about the build. This has to stay where it is until
  /// the command line is parsed.
  void add_to(CLI::App& command);
  /// The same with `--needed`, without which the others mean nothing.
  void add_needed(CLI::App& command);

  /// Whether a target or a build argument was given.
  [[nodiscard]] bool given() const;
  /// The plan for the Dockerfile of `context`. Tells what it cannot know. Throws Error (usage) when
  /// there is no Dockerfile, or none that can be built.
  [[nodiscard]] tare::BuildPlan plan(const tare::Context& context) const;
  /// The same where nothing may have been asked of a Dockerfile: unless one was `named`, or a
  /// target or an argument given, there is none when it is missing or, after a warning, cannot be
  /// built.
  [[nodiscard]] std::optional<tare::BuildPlan> plan_if_any(const tare::Context& context,
                                                           bool named) const;
  /// `context` or, with `--needed`, what the target needs of it.
  [[nodiscard]] tare::Context narrowed(const tare::Context& context) const;

 private:
  std::string target_;
  std::vector<std::string> arguments_;
  bool needed_ = false;
};

/// What stands behind each `--build-arg`, by name. `K` alone takes the value from the environment,
/// and counts for nothing where there is none. Throws tare::Error (usage) for one without a name.
[[nodiscard]] std::map<std::string, std::string> build_arguments(
    const std::vector<std::string>& words);

}  // namespace cli
