#include "build_command.hpp"

#include "context_flags.hpp"

namespace cli {
namespace {

// One word each time; see add_each for why the words do not go through CLI11's own lists.
CLI::Option* add_words(CLI::App& command, const char* name, const char* type,
                       const char* description, std::vector<std::string>& words) {
  return command
      .add_option_function<std::string>(
          name, [&words](const std::string& word) { words.push_back(word); }, description)
      ->type_name(type)
      ->trigger_on_parse();
}

void add_build_progress(CLI::App& command, BuildCommand::Progress& progress) {
  using Progress = BuildCommand::Progress;
  command
      .add_option_function<std::string>(
          "--progress",
          [&progress](const std::string& word) {
            progress = word == "auto"    ? Progress::automatic
                       : word == "plain" ? Progress::plain
                                         : Progress::json;
          },
          "auto (the default), plain or json")
      ->type_name("HOW")
      ->check(CLI::IsMember({"auto", "plain", "json"}).description(""));
}

}  // namespace

// A configuration comes with the tree. It has no say in where the build runs, for an address can be
// a command, nor in what is named, pushed or written.
CLI::App& BuildCommand::add_to(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("build", "Have a builder build it, fed directly");
  command.footer(
      "  tare build -t shop\n"
      "  tare build --builder ssh://build.example.com --target test");
  command.add_option("CONTEXT", directory, "The directory; '.' by default")
      ->type_name("")
      ->configurable(false);
  command.add_option("-f,--file", dockerfile, "'Dockerfile' in the context by default")
      ->type_name("DOCKERFILE");
  add_words(command, "-t,--tag", "NAME", "A name for the image; may be repeated", tags)
      ->configurable(false);
  command.add_option("--target", target, "The stage to build; the last by default")
      ->type_name("STAGE");
  add_words(command, "--build-arg", "K=V", "A build argument; may be repeated", build_arguments);
  add_words(command, "--label", "K=V", "A label of the image; may be repeated", labels);
  command.add_option("--platform", platform, "What the image is for, as linux/arm64")
      ->type_name("PLATFORM");
  command.add_option("--network", network, "Of RUN steps: default, none or host")
      ->type_name("MODE")
      ->check(CLI::IsMember({"default", "none", "host"}).description(""))
      ->configurable(false);
  command.add_flag("--no-cache", no_cache, "Run every step again");
  command.add_flag("--pull", pull, "Ask the registry for newer base images");
  command.add_flag("--push", push, "Push the image to the registry of each name")
      ->configurable(false);
  command.add_option("--builder", builder, "Where; by default as docker does, or TARE_BUILDER")
      ->type_name("ADDRESS")
      ->configurable(false);
  CLI::Option* dry = command.add_flag("--dry-run", dry_run, "Tell what would be sent, and stop")
                         ->configurable(false);
  command.add_option("--against", against, "And which steps run again since that digest was saved")
      ->type_name("FILE")
      ->configurable(false)
      ->needs(dry);
  add_format(command, format)->configurable(false)->needs(dry);
  command.add_flag("--one-file-system", one_file_system, "Leave out what is mounted below");
  command.add_flag("--no-config", no_config, "Leave the .tare.toml in the context alone")
      ->configurable(false);
  add_build_progress(command, progress);
  add_color(command, color);
  add_threads(command, threads);
  command.add_flag("-q,--quiet", quiet, "The image's digest only, unless the build fails");
  command.add_flag("-v,--verbose", verbose, "Each request of the builder, and all notes");
  return command;
}

}  // namespace cli
