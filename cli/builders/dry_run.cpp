#include "dry_run.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "program.hpp"
#include "signals.hpp"
#include "tare/build_plan.hpp"
#include "tare/input_file.hpp"
#include "terminal.hpp"

// The requests of BuildKit's Dockerfile frontend: the Dockerfile with its own ignore file, the
// ignore file of the context where there is no such, and the context by those rules. Older ones,
// such as that of dockerd 20.10, ask for the ignore file of the context also where they do not go
// by it.

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostDigest = std::size_t{4} << 30;
constexpr const char* kIgnoreFile = ".dockerignore";

bool is_there(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

tare::ReportOptions report_options(const BuildCommand& command) {
  tare::ReportOptions options;
  options.context_only = true;  // a builder asks for the Dockerfile by itself
  options.threads = command.threads;
  options.progress = [](const tare::Progress&) { throw_if_interrupted(); };
  options.diagnose = [&command](const tare::Diagnostic& diagnostic) {
    const bool warning = diagnostic.severity == tare::Diagnostic::Severity::warning;
    if (warning || command.verbose) say(diagnostic);
  };
  return options;
}

// What is asked for by name, whatever the rules say.
DryRequest named(const std::string& directory, const std::string& path,
                 std::vector<std::string> names, const BuildCommand& command) {
  tare::ContextOptions options;
  options.directory = path;
  options.use_ignore_file = false;
  options.one_file_system = command.one_file_system;
  tare::ReportOptions how = report_options(command);
  how.measure = false;
  const tare::Context context(options);
  tare::Report report = tare::report(context.narrowed(tare::Request{{}, names}), how);
  return {directory, std::move(names), false, {}, std::move(report)};
}

std::vector<std::string> dockerfile_names(const BuildRequest& build) {
  std::vector<std::string> names{build.dockerfile_name, build.dockerfile_name + kIgnoreFile};
  if (build.dockerfile_name == "Dockerfile") names.emplace_back("dockerfile");
  return names;
}

// Unlike tare's other commands, a builder knows no .containerignore.
std::optional<std::string> rules_of(const BuildRequest& build) {
  const std::string own = own_ignore_file(build);
  if (is_there(own)) return own;
  const std::string usual = (fs::path(build.context) / kIgnoreFile).string();
  if (is_there(usual)) return build.context == "." ? kIgnoreFile : usual;
  return std::nullopt;
}

tare::Context context_of(const BuildCommand& command, const DryRun& run,
                         const std::optional<std::string>& rules) {
  tare::ContextOptions options;
  options.directory = run.build.context;
  options.dockerfile = run.build.dockerfile;
  options.ignore_file = rules;
  options.use_ignore_file = rules.has_value();
  options.one_file_system = command.one_file_system;
  tare::Context context(options);
  for (const tare::Diagnostic& diagnostic : context.diagnostics()) {
    // A builder takes the Dockerfile wherever it is.
    if (diagnostic.where != run.build.dockerfile) say(diagnostic);
  }
  return context;
}

tare::BuildPlan plan_of(const BuildRequest& build, const tare::Context& context) {
  tare::BuildOptions options;
  if (!build.target.empty()) options.target = build.target;
  options.arguments = build.arguments;
  options.platform = build.platform;
  tare::BuildPlan plan = context.plan(options);
  for (const tare::Diagnostic& diagnostic : plan.diagnostics()) say(diagnostic);
  return plan;
}

tare::FileId id_of(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) {
    throw tare::Error(tare::Fault::usage, path, "cannot be kept out of the digest",
                      {errno, std::generic_category()});
  }
  return {status.st_dev, status.st_ino};
}

DryRun::Change change_since(const std::string& saved, const tare::Context& context,
                            const tare::BuildPlan& plan, const BuildCommand& command) {
  const tare::ContextDigest before =
      tare::digest_of_json(tare::read_file(saved, "a saved digest", kMostDigest), saved);
  tare::DigestOptions options;
  options.keep_entries = true;
  options.threads = command.threads;
  options.skip = {id_of(saved)};
  options.progress = [](const tare::Progress&) { throw_if_interrupted(); };
  options.diagnose = report_options(command).diagnose;
  DryRun::Change change{tare::digest(context, &plan, options), {}};
  change.change = tare::changes(before, change.digest);
  return change;
}

DryRun look(const BuildCommand& command) {
  DryRun run;
  const DockerConfig config;
  run.build = build_request(command, config, builder_of(command, config));
  const std::optional<std::string> rules = rules_of(run.build);
  const tare::Context context = context_of(command, run, rules);
  const tare::BuildPlan plan = plan_of(run.build, context);
  run.requests.push_back(
      named("dockerfile", run.build.dockerfile_directory, dockerfile_names(run.build), command));
  if (!is_there(own_ignore_file(run.build))) {
    run.requests.push_back(named("context", run.build.context, {kIgnoreFile}, command));
  }
  const std::optional<std::vector<std::string>>& asked = plan.requested();
  run.takes_context = !asked || !asked->empty();
  if (run.takes_context) {
    run.requests.push_back({"context", asked.value_or(std::vector<std::string>()), !asked, rules,
                            tare::report(context.narrowed(plan), report_options(command))});
  }
  if (!command.against.empty()) {
    run.change = change_since(command.against, context, plan, command);
  }
  return run;
}

}  // namespace

int dry_run(const BuildCommand& command) {
  remember_signals();
  const DryRun run = look(command);
  StandardOutput output;
  output.write(command.format == "json" ? dry_run_json(run) + "\n"
                                        : dry_run_text(run, columns_of(STDOUT_FILENO)));
  output.flush();
  return kDone;
}

}  // namespace cli
