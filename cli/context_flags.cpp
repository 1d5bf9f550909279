#include "context_flags.hpp"

#include "terminal.hpp"

namespace cli {
namespace {

template <typename When>
void add_when(CLI::App& command, const char* name, const char* description, When& when) {
  command
      .add_option_function<std::string>(
          name,
          [&when](const std::string& word) {
            when = word == "auto" ? When::automatic : word == "always" ? When::always : When::never;
          },
          description)
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
}

}  // namespace

void ContextFlags::add_to(CLI::App& command, Directory directory) {
  const bool argument = directory == Directory::argument;
  if (directory != Directory::none) {
    command
        .add_option(argument ? "CONTEXT" : "--context", options_.directory,
                    "The directory; '.' by default")
        ->type_name(argument ? "" : "CONTEXT")
        ->configurable(false);
  }
  command
      .add_option("-f,--file", dockerfile_, "'Dockerfile' by default; DOCKERFILE.dockerignore wins")
      ->type_name("DOCKERFILE");
  CLI::Option* ignore_file =
      command.add_option("--ignore-file", ignore_file_, "Read the rules from FILE")
          ->type_name("FILE");
  command.add_flag("--no-ignore", no_ignore_, "Use no rules: everything is sent")
      ->excludes(ignore_file);
  command.add_option("--dialect", dialect_, "buildkit (the default) or classic")
      ->type_name("BUILDER")
      ->check(CLI::IsMember({"buildkit", "classic"}).description(""));
  command.add_flag("--one-file-system", one_file_system_, "Leave out what is mounted below");
  if (directory != Directory::none) {
    command.add_flag("--no-config", no_config_, "Leave the .tare.toml in the context alone")
        ->configurable(false);
  }
}

tare::Context ContextFlags::open(bool quiet) const { return open(options_.directory, quiet); }

tare::Context ContextFlags::open(const std::string& directory, bool quiet) const {
  tare::ContextOptions options = options_;
  options.directory = directory;
  if (!dockerfile_.empty()) options.dockerfile = dockerfile_;
  if (!ignore_file_.empty()) options.ignore_file = ignore_file_;
  if (dialect_ == "classic") options.dialect = tare::Dialect::classic;
  options.use_ignore_file = !no_ignore_;
  options.one_file_system = one_file_system_;
  tare::Context context(options);
  for (const tare::Diagnostic& diagnostic : context.diagnostics()) {
    if (!quiet || diagnostic.severity == tare::Diagnostic::Severity::warning) say(diagnostic);
  }
  return context;
}

CLI::Option* add_all(CLI::App& command, const std::string& name, const std::string& description) {
  // CLI11 takes a word such as `[id]` for a list and `{}` for an empty one, and would drop the
  // brackets, when it fills a vector or an option takes more words than it has to have. So this one
  // has to have more than anybody gives, and with that policy nobody counts them.
  constexpr int kMore = 1 << 28;
  return command
      .add_option(
          name, [](const CLI::results_t&) { return true; }, description)
      ->expected(kMore)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* add_each(CLI::App& command, const std::string& name, const std::string& description) {
  return command
      .add_option(
          name, [](const CLI::results_t&) { return true; }, description)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* add_format(CLI::App& command, std::string& format) {
  return command.add_option("--format", format, "text (the default) or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}).description(""));
}

void add_color(CLI::App& command, Palette::When& when) {
  add_when(command, "--color", "auto (the default), always or never", when);
}

void add_progress(CLI::App& command, ProgressDisplay::When& when) {
  add_when(command, "--progress", "auto (the default), always or never, on a terminal only", when);
}

void add_threads(CLI::App& command, unsigned& threads) {
  command.add_option("--threads", threads, "Threads to use; all processors by default")
      ->type_name("N")
      ->check(CLI::Range(1u, 1024u).description(""));
}

}  // namespace cli
