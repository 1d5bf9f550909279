#include <unistd.h>

#include <memory>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "progress.hpp"
#include "sandbox_flag.hpp"
#include "stages_text.hpp"
#include "tare/stages.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

struct StagesArguments {
  ContextFlags context;
  BuildFlags build;
  tare::StagesOptions stages;
  std::string format = "text";
  bool dot = false;
  SandboxFlag sandbox;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  Palette::When color = Palette::When::automatic;
};

void run_stages(StagesArguments& arguments) {
  const bool json = arguments.format == "json";
  if (json && arguments.dot) {
    throw tare::Error(tare::Fault::usage, "",
                      "--format json and --dot would share standard output");
  }
  const tare::Context context = arguments.context.open(false);
  const tare::BuildPlan plan = arguments.build.plan(context);
  arguments.sandbox.enter(tare::Work::walk, context);
  arguments.stages.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  ProgressDisplay progress(arguments.progress);
  arguments.stages.progress = progress.function();
  const tare::StageReport report = tare::stages(context, plan, arguments.stages);
  progress.clear();
  StandardOutput output;
  if (arguments.dot) {
    output.write(tare::to_dot(report));
  } else if (json) {
    output.write(tare::to_json(report, context.directory()) + "\n");
  } else {
    output.write(
        stages_text(report, columns_of(STDOUT_FILENO), Palette(arguments.color, STDOUT_FILENO)));
  }
  output.flush();
  if (lacks_a_source(report)) throw AnswerIsNo();
}

}  // namespace

void add_stages(CLI::App& app) {
  const auto arguments = std::make_shared<StagesArguments>();
  CLI::App* command =
      app.add_subcommand("stages", "What each stage and COPY of the Dockerfile takes");
  command->footer(
      "  tare stages shop --target build\n"
      "  tare stages --dot | dot -Tsvg >stages.svg");
  arguments->context.add_to(*command);
  arguments->build.add_to(*command);
  add_format(*command, arguments->format);
  command->add_flag("--dot", arguments->dot, "As a graph, for Graphviz");
  add_color(*command, arguments->color);
  arguments->sandbox.add_to(*command);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->stages.threads);
  command->callback([arguments] { run_stages(*arguments); });
}

}  // namespace cli
