// A layer cache is lost from the first changed instruction on, in the stages that are built on it,
// too: what an install comes behind counts along the whole line of bases.

#include "stage_order.hpp"

#include <algorithm>
#include <vector>

#include "dependency_install.hpp"

namespace tare {
namespace {

bool takes_everything(const StepUse& step, BuildStep::Use use) {
  return std::any_of(step.sources.begin(), step.sources.end(), [&](const SourceUse& source) {
    return source.path.empty() && source.use == use;
  });
}

bool installs(const BuildStep& step) {
  return step.kind == Instruction::Kind::run &&
         (installs_dependencies(step.text) || installs_dependencies(step.script));
}

// From the lowest base up to the stage itself.
std::vector<StageUse*> line_of_bases(StageReport& report, StageUse& stage) {
  std::vector<StageUse*> line{&stage};
  while (line.back()->stage.base_stage) {
    line.push_back(&report.stages[*line.back()->stage.base_stage]);
  }
  std::reverse(line.begin(), line.end());
  return line;
}

// The first instruction that takes everything, if an install comes behind it and none before.
void look_for_install(StageReport& report, StageUse& stage) {
  StepUse* broad = nullptr;
  for (StageUse* each : line_of_bases(report, stage)) {
    for (StepUse& step : each->steps) {
      if (broad == nullptr && takes_everything(step, BuildStep::Use::copy)) broad = &step;
      if (!installs(step.step)) continue;
      if (broad != nullptr && broad->install_line == 0) broad->install_line = step.step.line;
      return;
    }
  }
}

// With tmpfs mounts alone BuildKit asks for nothing, and beside a copy of everything for no more.
void look_for_tmpfs(StageReport& report) {
  bool used = false;
  std::vector<StepUse*> mounts;
  for (StageUse& stage : report.stages) {
    for (StepUse& step : stage.steps) {
      for (const SourceUse& source : step.sources) {
        if (source.use == BuildStep::Use::tmpfs) continue;
        if (source.path.empty()) return;
        used = true;
      }
      if (takes_everything(step, BuildStep::Use::tmpfs)) mounts.push_back(&step);
    }
  }
  for (StepUse* step : mounts) step->tmpfs_sends_all = used;
}

}  // namespace

void look_at_order(StageReport& report) {
  for (StageUse& stage : report.stages) look_for_install(report, stage);
  look_for_tmpfs(report);
}

}  // namespace tare
