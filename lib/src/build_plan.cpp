#include "tare/build_plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "budget.hpp"
#include "platform.hpp"
#include "stage_graph.hpp"
#include "stage_run.hpp"
#include "tare/printable.hpp"
#include "variables.hpp"

// Global arguments, then the graph of the stages, then the instructions of those that the target
// reaches, in the order of the file: a base comes before what is built on it.

namespace tare {
namespace {

Platform target_platform(const std::string& wanted) {
  if (wanted.empty()) return machine_platform();
  try {
    return parse_platform(wanted);
  } catch (const WordError& error) {
    throw Error(Fault::usage, wanted, error.what());
  }
}

// What the arguments before the first FROM set, with those that are always there.
Variables global_variables(const Dockerfile& dockerfile, const BuildOptions& options,
                           const Variables& build_arguments, Budget& budget) {
  const std::string stage = options.target && !options.target->empty()
                                ? *options.target
                                : dockerfile.stages().back().name;
  Variables globals =
      predefined_arguments(target_platform(options.platform), stage, build_arguments);
  const ShellRules rules{dockerfile.escape(), true};
  for (const Instruction& instruction : dockerfile.global_arguments()) {
    for (const std::string& word : instruction.words) {
      const Argument argument = argument_of(word, build_arguments);
      if (argument.build_argument != nullptr) {
        globals.insert_or_assign(argument.name, *argument.build_argument);
      } else if (argument.standard) {
        try {
          globals.insert_or_assign(
              argument.name, expand(*argument.standard, rules, lookup_in(globals), budget).text);
        } catch (const WordError& error) {
          throw Error::in_line(dockerfile.file(), instruction.line, error.what());
        }
      }
    }
  }
  return globals;
}

// The one frontend whose rules these are, in any version.
bool is_known_frontend(std::string_view image) {
  for (const std::string_view host : {"docker.io/", "index.docker.io/"}) {
    if (image.substr(0, host.size()) == host) {
      image.remove_prefix(host.size());
      break;
    }
  }
  image = image.substr(0, image.find_first_of(":@"));
  return image == "docker/dockerfile" || image == "docker/dockerfile-upstream";
}

std::optional<Diagnostic> frontend_warning(const Dockerfile& dockerfile,
                                           const Variables& build_arguments) {
  const auto given = build_arguments.find("BUILDKIT_SYNTAX");
  const std::string& syntax = given != build_arguments.end() ? given->second : dockerfile.syntax();
  const std::string image = syntax.substr(0, syntax.find_first_of(" \t"));
  if (image.empty() || is_known_frontend(image)) return std::nullopt;
  return Diagnostic{Diagnostic::Severity::warning,
                    dockerfile.file(),
                    "asks for the frontend " + printable(image) +
                        ", whose rules may differ from those of docker/dockerfile, which are used",
                    {}};
}

// The name of an image made to bring ONBUILD instructions says so.
std::optional<Diagnostic> trigger_note(const Dockerfile& dockerfile, const StageNode& node) {
  if (node.base_stage || node.base.find("onbuild") == std::string::npos) return std::nullopt;
  return Diagnostic{Diagnostic::Severity::note,
                    dockerfile.file(),
                    "line " + std::to_string(node.line) + ": the image " + printable(node.base) +
                        " may have ONBUILD instructions, which are not known here",
                    {}};
}

// What a stage begins with.
StageState first_state(const StageNode& node, const std::vector<StageState>& states,
                       const Dockerfile& dockerfile, Budget& budget) {
  StageState state;
  if (!node.base_stage) {
    if (node.base == "scratch") return state;
    state.image = node.base;
    state.directory.clear();
    return state;
  }
  state = states[*node.base_stage];
  try {
    budget.spend(state.variables.size());
  } catch (const WordError& error) {
    throw Error::in_line(dockerfile.file(), node.line, error.what());
  }
  state.variables = state.variables.child();
  return state;
}

// Whether what the target is made of takes files of the context. Stages that are reached, but of
// which no instruction takes a file, make nothing.
bool uses_context(const StageGraph& graph, const std::vector<StageResult>& results) {
  std::vector<bool> seen(graph.stages());
  std::vector<std::size_t> open{graph.target()};
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    if (node >= graph.stages() || seen[node]) continue;
    seen[node] = true;
    if (results[node].uses_context) return true;
    open.insert(open.end(), results[node].layers.begin(), results[node].layers.end());
    if (graph.nodes()[node].base_stage) open.push_back(*graph.nodes()[node].base_stage);
  }
  return false;
}

// Nothing: the whole context.
std::optional<std::vector<std::string>> asked_paths(const std::vector<StageResult>& results) {
  std::set<std::string> paths;
  for (const StageResult& result : results) paths.insert(result.asked.begin(), result.asked.end());
  if (paths.count("") != 0) return std::nullopt;
  return std::vector<std::string>(paths.begin(), paths.end());
}

}  // namespace

BuildPlan::BuildPlan(const Dockerfile& dockerfile, const BuildOptions& options)
    : file_(dockerfile.file()), comments_(dockerfile.comments()) {
  Budget budget;
  const Variables build_arguments(options.arguments.begin(), options.arguments.end());
  const Variables globals = global_variables(dockerfile, options, build_arguments, budget);
  const StageGraph graph(dockerfile, globals, options.target, budget);
  const PlanInput input{dockerfile, graph, globals, build_arguments, budget};
  target_ = graph.target();
  if (auto warning = frontend_warning(dockerfile, build_arguments)) {
    diagnostics_.push_back(std::move(*warning));
  }
  std::vector<StageState> states(graph.stages());
  std::vector<StageResult> results(graph.stages());
  for (std::size_t i = 0; i < graph.stages(); ++i) {
    const StageNode& node = graph.nodes()[i];
    PlannedStage planned{node.name, node.line, node.base, node.base_stage, node.reachable, {}};
    if (!node.reachable) {
      planned.base = dockerfile.stages()[i].base;
    } else {
      states[i] = first_state(node, states, dockerfile, budget);
      if (auto note = trigger_note(dockerfile, node)) diagnostics_.push_back(std::move(*note));
      results[i] = run_stage(input, i, states[i]);
      planned.steps = std::move(results[i].steps);
      std::move(results[i].notes.begin(), results[i].notes.end(), std::back_inserter(diagnostics_));
    }
    stages_.push_back(std::move(planned));
  }
  requested_ = asked_paths(results);
  if (!uses_context(graph, results)) requested_.emplace();
}

}  // namespace tare
