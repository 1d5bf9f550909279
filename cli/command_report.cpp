#include <unistd.h>

#include <memory>

#include "commands.hpp"
#include "context_flags.hpp"
#include "progress.hpp"
#include "summary.hpp"
#include "tare/report.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

struct Arguments {
  ContextFlags context;
  tare::ReportOptions report;
  std::string format = "text";
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  bool no_measure = false;
};

void run(Arguments& arguments) {
  const tare::Context context = arguments.context.open(false);
  const bool json = arguments.format == "json";
  arguments.report.measure = !arguments.no_measure;
  arguments.report.each_entry = json;
  arguments.report.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  ProgressDisplay progress(arguments.progress);
  arguments.report.progress = progress.function();
  const tare::Report report = tare::report(context, arguments.report);
  progress.clear();
  StandardOutput output;
  output.write(json ? tare::to_json(report, context.directory()) + "\n"
                    : report_text(report, columns_of(STDOUT_FILENO)));
  output.flush();
}

}  // namespace

void add_report(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("report", "What is sent, what is not, and which rule did it");
  command->footer(
      "  tare report shop\n"
      "  tare --format json | jq .context.bytes");
  arguments->context.add_to(*command);
  add_format(*command, arguments->format);
  command->add_flag("--context-only", arguments->report.context_only,
                    "Without Dockerfile and ignore file where excluded");
  command->add_flag("--no-measure", arguments->no_measure, "Do not size what is excluded");
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->report.threads);
  command->callback([arguments] { run(*arguments); });
}

}  // namespace cli
