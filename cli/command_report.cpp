#include <unistd.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "keep_going.hpp"
#include "progress.hpp"
#include "report_text.hpp"
#include "sandbox_flag.hpp"
#include "signals.hpp"
#include "tare/output_file.hpp"
#include "tare/report.hpp"
#include "tare/report_html.hpp"
#include "tare/stages.hpp"
#include "tare/survey.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

constexpr std::size_t kJsonItems = 1000;

struct ReportArguments {
  ContextFlags context;
  BuildFlags build;
  tare::ReportOptions report;
  std::string format = "text";
  std::string html;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  Palette::When color = Palette::When::automatic;
  std::size_t depth = 2;
  ReportLook look;
  bool no_measure = false;
  SandboxFlag sandbox;
};

// A page goes to people who were not there when it was made, and `.` means nothing to them.
std::string page_title(const std::string& directory) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::canonical(directory, error);
  return error || !whole.has_filename() ? directory : whole.filename().string();
}

// The file is made after the walk, so it is no part of what it tells of.
void write_page(const std::string& path, const std::string& page) {
  tare::OutputFile file(path, throw_if_interrupted);
  file.write(std::as_bytes(std::span(page)));
  file.commit();
}

// With a picture of the build, where there is a Dockerfile that can be built.
std::string page_of(const tare::Context& context, const tare::Report& report,
                    const ReportArguments& arguments) {
  const std::string title = page_title(context.directory());
  const std::optional<tare::BuildPlan> plan =
      arguments.build.plan_if_any(context, arguments.context.names_dockerfile());
  if (!plan) return tare::to_html(report, title);
  const tare::StageReport stages = tare::stages(context, *plan);
  return tare::to_html(report, title, &stages);
}

tare::SurveyOptions survey_options(const ReportArguments& arguments) {
  using Largest = tare::SurveyOptions::Largest;
  const ReportLook& look = arguments.look;
  const bool json = arguments.format == "json";
  return {arguments.depth, json ? look.top.value_or(kJsonItems) : survey_lines(look),
          look.order == Order::files ? Largest::files : Largest::bytes};
}

ReportLook look_of(const ReportArguments& arguments) {
  ReportLook look = arguments.look;
  look.columns = columns_of(STDOUT_FILENO);
  look.palette = Palette(arguments.color, STDOUT_FILENO);
  return look;
}

void run_report(ReportArguments& arguments) {
  const bool json = arguments.format == "json";
  const bool page_only = arguments.html == "-";
  if (json && page_only) {
    throw tare::Error(tare::Fault::usage, "",
                      "--format json and --html - would share standard output");
  }
  const tare::Context context = arguments.build.narrowed(arguments.context.open(false));
  if (!arguments.html.empty()) arguments.report.tree_nodes = tare::kPageNodes;
  FileAccess access;
  if (!arguments.html.empty()) access.inputs = {context.dockerfile()};
  if (!arguments.html.empty() && !page_only) access.outputs = {arguments.html};
  arguments.sandbox.enter(tare::Work::walk, context, access);
  arguments.report.measure = !arguments.no_measure;
  arguments.report.each_entry = json;
  arguments.report.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  ProgressDisplay progress(arguments.progress);
  arguments.report.progress = progress.function();
  tare::Surveyor surveyor(context, survey_options(arguments));
  arguments.report.observers = {&surveyor};
  const tare::Report report = tare::report(context, arguments.report);
  const tare::Survey survey = surveyor.finish();
  progress.clear();
  tell_missing(report.missing);
  StandardOutput output;
  if (page_only) {
    output.write(page_of(context, report, arguments));
    output.flush();
    return;
  }
  if (!arguments.html.empty()) write_page(arguments.html, page_of(context, report, arguments));
  output.write(json ? tare::to_json(report, context.directory(), survey) + "\n"
                    : report_text(report, survey, look_of(arguments)));
  output.flush();
}

void add_look(CLI::App& command, ReportArguments& arguments) {
  command.add_option("--depth", arguments.depth, "How deep directories are shown; 2 by default")
      ->type_name("N")
      ->check(CLI::Range(1u, 10000u).description(""));
  command.add_option("--top", arguments.look.top, "Lines in each section; 5 to 10 by default")
      ->type_name("N")
      ->check(CLI::Range(1u, 10000u).description(""));
  command
      .add_option_function<std::string>(
          "--sort",
          [&arguments](const std::string& word) {
            arguments.look.order = word == "files"  ? Order::files
                                   : word == "name" ? Order::name
                                                    : Order::size;
          },
          "size (the default), files or name")
      ->type_name("ORDER")
      ->check(CLI::IsMember({"size", "files", "name"}).description(""));
  add_color(command, arguments.color);
}

}  // namespace

void add_report(CLI::App& app) {
  const auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command =
      app.add_subcommand("report", "What is sent, what is not, and which rule did it");
  command->footer(
      "  tare report shop\n"
      "  tare --format json | jq .context.bytes");
  arguments->context.add_to(*command);
  arguments->build.add_needed(*command);
  add_format(*command, arguments->format);
  command->add_option("--html", arguments->html, "Write a page to look around in; '-': only that")
      ->type_name("FILE");
  command->add_flag("--context-only", arguments->report.context_only,
                    "Without Dockerfile and ignore file where excluded");
  command->add_flag("--no-measure", arguments->no_measure, "Do not size what is left out");
  add_keep_going(*command, arguments->report.keep_going);
  add_look(*command, *arguments);
  arguments->sandbox.add_to(*command);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->report.threads);
  command->callback([arguments] { run_report(*arguments); });
}

}  // namespace cli
