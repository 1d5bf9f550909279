#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <span>
#include <system_error>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "digest_text.hpp"
#include "progress.hpp"
#include "sandbox_flag.hpp"
#include "signals.hpp"
#include "tare/digest.hpp"
#include "tare/input_file.hpp"
#include "tare/output_file.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

constexpr std::size_t kMostDigest = std::size_t{4} << 30;

struct DigestArguments {
  ContextFlags context;
  BuildFlags build;
  tare::DigestOptions digest;
  bool needed = false;
  std::string save;
  std::string against;
  std::string format = "text";
  bool quiet = false;
  SandboxFlag sandbox;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
};

// Nothing where no Dockerfile was asked for and there is none, or none that says what is built.
std::optional<tare::BuildPlan> plan_of(const DigestArguments& arguments,
                                       const tare::Context& context) {
  if (arguments.needed) return arguments.build.plan(context);
  return arguments.build.plan_if_any(context, arguments.context.names_dockerfile());
}

void skip(const std::string& path, std::vector<tare::FileId>& files) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) {
    throw tare::Error(tare::Fault::usage, path, "cannot be kept out of the digest",
                      {errno, std::generic_category()});
  }
  files.push_back({status.st_dev, status.st_ino});
}

void save(const tare::ContextDigest& digest, const std::string& directory, tare::OutputFile& file) {
  const std::string text = tare::to_json(digest, directory) + "\n";
  file.write(std::as_bytes(std::span(text)));
  file.commit();
}

std::string answer(const DigestArguments& arguments, const tare::Context& context,
                   tare::ContextDigest digest, const tare::DigestChange* change) {
  if (arguments.format == "json") {
    digest.entries.clear();  // a file for the next time has them
    return tare::to_json(digest, context.directory(), change) + "\n";
  }
  if (arguments.quiet) return change != nullptr ? "" : digest.build.value_or(digest.context) + "\n";
  return change != nullptr
             ? change_text(*change, digest, context.dockerfile(), columns_of(STDOUT_FILENO))
             : digest_text(digest, context.dockerfile());
}

tare::ContextDigest digest_of(DigestArguments& arguments, const tare::Context& context,
                              const tare::BuildPlan* plan) {
  arguments.digest.keep_entries = !arguments.save.empty() || !arguments.against.empty();
  arguments.digest.diagnose = [&](const tare::Diagnostic& diagnostic) {
    const bool warning = diagnostic.severity == tare::Diagnostic::Severity::warning;
    if (warning || !arguments.quiet) say(diagnostic);
  };
  remember_signals();
  ProgressDisplay progress(arguments.progress);
  arguments.digest.progress = [show = progress.function()](const tare::Progress& done) {
    throw_if_interrupted();
    if (show) show(done);
  };
  tare::ContextDigest digest =
      tare::digest(arguments.needed ? context.narrowed(*plan) : context, plan, arguments.digest);
  progress.clear();
  return digest;
}

void enter_sandbox(const DigestArguments& arguments, const tare::Context& context,
                   const std::optional<tare::OutputFile>& saved) {
  FileAccess access;
  if (saved && !saved->directory().empty()) access.commits_in = {saved->directory()};
  if (!arguments.digest.cache.empty()) {
    access.inputs = {arguments.digest.cache};
    access.outputs = {arguments.digest.cache};
  }
  arguments.sandbox.enter(tare::Work::digest, context, access);
}

void run_digest(DigestArguments& arguments) {
  std::optional<tare::ContextDigest> before;
  if (!arguments.against.empty()) {
    before = tare::digest_of_json(tare::read_file(arguments.against, "a saved digest", kMostDigest),
                                  arguments.against);
    skip(arguments.against, arguments.digest.skip);
  }
  std::optional<tare::OutputFile> saved;
  if (!arguments.save.empty()) {
    saved.emplace(arguments.save, throw_if_interrupted);
    for (const tare::FileId& id : saved->ids()) arguments.digest.skip.push_back(id);
  }
  const tare::Context context = arguments.context.open(arguments.quiet);
  const std::optional<tare::BuildPlan> plan = plan_of(arguments, context);
  enter_sandbox(arguments, context, saved);
  const tare::ContextDigest digest = digest_of(arguments, context, plan ? &*plan : nullptr);
  std::optional<tare::DigestChange> change;
  if (before) change = tare::changes(*before, digest);
  if (saved) save(digest, context.directory(), *saved);
  StandardOutput output;
  output.write(answer(arguments, context, digest, change ? &*change : nullptr));
  output.flush();
  if (change && (digest.build || before->build ? change->build : change->context)) {
    throw AnswerIsNo();
  }
}

}  // namespace

void add_digest(CLI::App& app) {
  const auto arguments = std::make_shared<DigestArguments>();
  CLI::App* command = app.add_subcommand("digest", "Whether anything changed that a build sees");
  command->footer(
      "  tare digest --save last.json\n"
      "  tare digest --against last.json || docker build .");
  const auto add_file = [&](const char* name, std::string& file, const char* description) {
    command->add_option(name, file, description)->type_name("FILE")->configurable(false);
  };
  add_file("--save", arguments->save, "Keep all digests for --against");
  add_file("--against", arguments->against, "Tell what changed since, and what that runs again");
  add_file("--cache", arguments->digest.cache, "Keep digests of files, to read only what changed");
  arguments->context.add_to(*command);
  arguments->build.add_to(*command);
  command->add_flag("--needed", arguments->needed, "Read only what the target asks for")
      ->configurable(false);
  command->add_flag("-q,--quiet", arguments->quiet,
                    "One digest; with --against the exit code only");
  add_format(*command, arguments->format);
  arguments->sandbox.add_to(*command);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->digest.threads);
  command->callback([arguments] { run_digest(*arguments); });
}

}  // namespace cli
