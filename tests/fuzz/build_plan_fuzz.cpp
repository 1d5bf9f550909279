// Any bytes as a Dockerfile, for each of its first stages: a plan that holds together, or an error
// on one line that says where.

#include <algorithm>
#include <string>
#include <string_view>

#include "input.hpp"
#include "tare/build_plan.hpp"
#include "tare/error.hpp"

namespace {

using fuzz::require;

void check_step(const tare::BuildPlan& plan, const tare::BuildStep& step) {
  const auto& asked = plan.requested();
  require(!step.key.empty() && step.text.find('\n') == std::string::npos);
  for (const tare::BuildStep::From& from : step.from) {
    require(from.stage ? plan.stages()[*from.stage].reachable : !from.image.empty());
  }
  for (const tare::BuildStep::Source& source : step.sources) {
    require(source.path.empty() || (source.path.front() != '/' && source.path.back() != '/'));
    const bool there = !asked || std::binary_search(asked->begin(), asked->end(), source.path);
    require(there || asked->empty());
  }
}

void check(const tare::BuildPlan& plan) {
  require(plan.stages()[plan.target()].reachable);
  const auto& asked = plan.requested();
  require(!asked ||
          std::adjacent_find(asked->begin(), asked->end(), std::greater_equal<>()) == asked->end());
  for (const tare::PlannedStage& stage : plan.stages()) {
    require(stage.reachable || stage.steps.empty());
    require(!stage.reachable || !stage.base_stage || plan.stages()[*stage.base_stage].reachable);
    for (const tare::BuildStep& step : stage.steps) check_step(plan, step);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostTargets = 4;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const tare::Dockerfile file = tare::Dockerfile::parse(text, "D");
    for (std::size_t i = 0; i < std::min(file.stages().size(), kMostTargets); ++i) {
      tare::BuildOptions options;
      options.target = file.stages()[i].name;
      options.arguments = {{"A", "$B 'x"}, {"V", "given"}, {"WHICH", "scratch"}};
      try {
        check(tare::BuildPlan(file, options));
      } catch (const tare::Error& error) {
        require(error.fault() == tare::Fault::usage && error.where() == "D");
        require(std::string_view(error.what()).find('\n') == std::string_view::npos);
      }
    }
  } catch (const tare::Error&) {
    // No Dockerfile.
  }
  return 0;
}
