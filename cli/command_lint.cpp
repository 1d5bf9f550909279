#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "findings.hpp"
#include "nearest.hpp"
#include "progress.hpp"
#include "tare/lint.hpp"
#include "tare/printable.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

struct LintArguments {
  ContextFlags context;
  BuildFlags build;
  tare::LintOptions lint;
  tare::Severity fail_on = tare::Severity::error;
  std::string format = "text";
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  Palette::When color = Palette::When::automatic;
  bool no_git = false;
  bool list = false;
};

void check_disabled(const std::vector<std::string>& ids) {
  std::vector<std::string> known;
  for (const tare::FindingKind& kind : tare::lint_kinds()) known.emplace_back(kind.id);
  for (const std::string& id : ids) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    const std::string near = nearest(id, known);
    throw tare::Error(tare::Fault::usage, "",
                      fmt::format("no finding is called {}; {}", tare::quoted(id),
                                  near.empty() ? "see 'tare lint --list'"
                                               : fmt::format("did you mean '{}'?", near)));
  }
}

// Every kind: `secret                 error    What is in the context ...`
std::string kinds_text() {
  std::string text;
  for (const tare::FindingKind& kind : tare::lint_kinds()) {
    text +=
        fmt::format("{:<23}  {:<7}  {}\n", kind.id, tare::name_of(kind.severity), kind.explanation);
  }
  return text;
}

std::string summary_line(const tare::LintResult& result) {
  const auto count = [&](tare::Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(result.findings.begin(), result.findings.end(),
                      [&](const tare::Finding& finding) { return finding.severity == severity; }));
  };
  std::string text = "nothing found";
  if (!result.findings.empty()) {
    text = fmt::format("{}, {}, {}", count_of(count(tare::Severity::error), "error", "errors"),
                       count_of(count(tare::Severity::warning), "warning", "warnings"),
                       count_of(count(tare::Severity::note), "note", "notes"));
  }
  if (result.allowed != 0) text += fmt::format("; {} allowed", count_text(result.allowed));
  return text + "\n";
}

void run_lint(LintArguments& arguments) {
  StandardOutput output;
  if (arguments.list) {
    output.write(kinds_text());
    output.flush();
    return;
  }
  check_disabled(arguments.lint.disabled);
  const tare::Context context = arguments.context.open(false);
  const std::optional<tare::BuildPlan> plan =
      arguments.build.plan_if_any(context, arguments.context.names_dockerfile());
  if (plan) arguments.lint.plan = &*plan;
  arguments.lint.ask_git = !arguments.no_git;
  arguments.lint.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  ProgressDisplay progress(arguments.progress);
  arguments.lint.progress = progress.function();
  const tare::LintResult result = tare::lint(context, arguments.lint);
  progress.clear();
  tare::FindingsSource source = source_of("lint", context, result.report);
  source.allowed = result.allowed;
  output.write(findings_output(arguments.format, result.findings, source, columns_of(STDOUT_FILENO),
                               Palette(arguments.color, STDOUT_FILENO)));
  if (arguments.format == "text") output.write(summary_line(result));
  output.flush();
  const auto fails = [&](const tare::Finding& finding) {
    return finding.severity >= arguments.fail_on;
  };
  if (std::any_of(result.findings.begin(), result.findings.end(), fails)) throw AnswerIsNo();
}

void add_fail_on(CLI::App& command, tare::Severity& fail_on) {
  command
      .add_option_function<std::string>(
          "--fail-on",
          [&fail_on](const std::string& word) {
            fail_on = word == "error"     ? tare::Severity::error
                      : word == "warning" ? tare::Severity::warning
                                          : tare::Severity::note;
          },
          "Exit 1 from error (the default), warning or note up")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"error", "warning", "note"}).description(""));
}

}  // namespace

void add_lint(CLI::App& app) {
  const auto arguments = std::make_shared<LintArguments>();
  CLI::App* command =
      app.add_subcommand("lint", "What is wrong with the rules, or sent by mistake");
  command->footer(
      "  tare lint shop\n"
      "  tare lint --fail-on warning --disable git-ignored");
  arguments->context.add_to(*command);
  arguments->build.add_to(*command);
  add_findings_format(*command, arguments->format);
  add_color(*command, arguments->color);
  add_fail_on(*command, arguments->fail_on);
  command
      ->add_option_function<std::string>(
          "--disable",
          [arguments](const std::string& id) { arguments->lint.disabled.push_back(id); },
          "Leave out findings of this kind; may be repeated")
      ->type_name("ID")
      ->trigger_on_parse();
  command->add_flag("--list", arguments->list, "The kinds of findings, and why each matters");
  command->add_flag("--no-git", arguments->no_git, "Do not ask git what it ignores");
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->lint.threads);
  command->callback([arguments] { run_lint(*arguments); });
}

}  // namespace cli
