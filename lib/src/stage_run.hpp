#pragma once

#include <string>
#include <vector>

#include "budget.hpp"
#include "stage_graph.hpp"
#include "tare/build_plan.hpp"
#include "variables.hpp"

namespace tare {

/// What instructions of a stage leave to the next ones, and to child stages.
struct StageState {
  StageVariables variables;
  std::string image;            ///< that the first base is; empty: scratch
  std::string directory = "/";  ///< empty: the image's own, which nobody knows
  std::string user;
  std::vector<std::string> shell;
};

/// What all stages share.
struct PlanInput {
  const Dockerfile& dockerfile;
  const StageGraph& graph;
  const Variables& globals;
  const Variables& build_arguments;
  Budget& budget;
};

/// What comes of one stage.
struct StageResult {
  std::vector<BuildStep> steps;
  /// Paths that it asks the context for.
  std::vector<std::string> asked;
  /// Nodes of which an instruction takes files.
  std::vector<std::size_t> layers;
  /// An instruction takes files of the context; a tmpfs mount does not, though it asks for them.
  bool uses_context = false;
  std::vector<Diagnostic> notes;
};

/// Runs the instructions of the stage `node`, as far as that takes no files. Throws Error.
[[nodiscard]] StageResult run_stage(const PlanInput& input, std::size_t node, StageState& state);

}  // namespace tare
