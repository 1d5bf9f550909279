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

// From the lowest base up to a stage: the first instruction that takes everything, and whether an
// install has come.
struct LineOfBases {
  StepUse* broad = nullptr;
  bool installed = false;
};

// Takes down an install that comes behind it, if none came before.
void go_on(LineOfBases& line, StageUse& stage) {
  for (StepUse& step : stage.steps) {
    if (line.installed) return;
    if (line.broad == nullptr && takes_everything(step, BuildStep::Use::copy)) line.broad = &step;
    line.installed = installs(step.step);
    const bool behind = line.installed && line.broad != nullptr;
    if (behind && line.broad->install_line == 0) line.broad->install_line = step.step.line;
  }
}

// A base comes before what is built on it, and may be that of any number of stages.
void look_for_installs(StageReport& report) {
  std::vector<LineOfBases> lines;
  for (StageUse& stage : report.stages) {
    const auto& base = stage.stage.base_stage;
    lines.push_back(base ? lines[*base] : LineOfBases());
    go_on(lines.back(), stage);
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
  look_for_installs(report);
  look_for_tmpfs(report);
}

}  // namespace tare
