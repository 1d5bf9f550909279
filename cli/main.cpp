#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include "commands.hpp"
#include "config.hpp"
#include "help.hpp"
#include "nearest.hpp"
#include "signals.hpp"
#include "standard_descriptors.hpp"
#include "tare/error.hpp"
#include "tare/libraries.hpp"
#include "tare/printable.hpp"
#include "tare/version.hpp"
#include "terminal.hpp"

namespace {

// Part of the interface: README.md lists them.
enum ExitCode : int { kDone = 0, kNo = 1, kUsage = 2, kInput = 3, kOutput = 4, kSignal = 128 };

int exit_code(tare::Fault fault) {
  switch (fault) {
    case tare::Fault::usage:
      return kUsage;
    case tare::Fault::input:
      return kInput;
    case tare::Fault::output:
      break;
  }
  return kOutput;
}

[[noreturn]] void refuse(const std::string& text) {
  throw tare::Error(tare::Fault::usage, "", text);
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& words,
                         const char* help) {
  const std::string near = cli::nearest(typed, words);
  return near.empty() ? fmt::format("see 'tare {}'", help)
                      : fmt::format("did you mean '{}'?", near);
}

std::vector<std::string> names_of(const std::vector<const CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

// `tare`, `tare DIRECTORY` and `tare --option` stand for `tare report ...`.
void insert_default_command(const CLI::App& app, std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    arguments.emplace_back("report");
    return;
  }
  const std::string first = arguments.front();
  if (first == "-h" || first == "--help" || first == "--version") return;
  const std::vector<std::string> commands = commands_of(app);
  if (std::find(commands.begin(), commands.end(), first) != commands.end()) return;
  std::error_code ignored;
  const bool path = first.find('/') != std::string::npos || std::filesystem::exists(first, ignored);
  if (first.front() != '-' && !path) {
    refuse(fmt::format("no command and no directory is called {}; {}", tare::quoted(first),
                       did_you_mean(first, commands, "--help")));
  }
  arguments.insert(arguments.begin(), "report");
}

void refuse_leftovers(const CLI::App& command) {
  std::vector<std::string> left = command.remaining();
  left.erase(std::remove(left.begin(), left.end(), "--"), left.end());  // says where options end
  if (left.empty()) return;
  const std::string help = command.get_name() + " --help";
  if (left.front().front() != '-') {
    refuse(fmt::format("one context at a time: what is {}? See 'tare {}'",
                       tare::quoted(left.front()), help));
  }
  refuse(fmt::format("'tare {}' has no option {}; {}", command.get_name(),
                     tare::quoted(left.front()),
                     did_you_mean(left.front(), names_of(command.get_options()), help.c_str())));
}

std::string version_text() {
  std::string text = fmt::format("tare {}", tare::kVersion);
  std::vector<tare::Library> libraries = tare::libraries();
  libraries.push_back({"CLI11", CLI11_VERSION});
  libraries.push_back(cli::config_library());
  for (const tare::Library& library : libraries) {
    text += fmt::format("\n{} {}", library.name, library.version);
  }
  return text;
}

int run(std::vector<std::string> arguments) {
  CLI::App app{"The Docker build context: what is sent, what is not, and why.", "tare"};
  app.formatter(std::make_shared<cli::HelpFormatter>());
  app.set_help_flag("-h,--help", "This text");
  app.set_version_flag("--version", version_text, "The version, and those of its libraries");
  app.footer(
      "  tare                           what is sent from here, and what is not\n"
      "  tare pack . | docker build -   build from what is sent");
  app.require_subcommand(1);
  cli::add_report(app);
  cli::add_pack(app);
  cli::add_ls(app);
  cli::add_why(app);
  cli::add_check(app);
  cli::add_lint(app);
  cli::add_suggest(app);
  cli::add_stages(app);
  cli::add_diff(app);
  cli::add_digest(app);
  cli::add_completions(app);
  for (CLI::App* command : app.get_subcommands({})) {
    command->allow_extras();
    command->parse_complete_callback([command] {
      refuse_leftovers(*command);
      cli::configure(*command);
    });
  }
  try {
    insert_default_command(app, arguments);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(arguments);
    return kDone;
  } catch (const CLI::Success& answer) {  // --help and --version
    return app.exit(answer);
  } catch (const CLI::ParseError& error) {
    cli::say_error(tare::printable(error.what()));
    return kUsage;
  }
}

}  // namespace

int main(int argc, char** argv) {
  cli::fill_standard_descriptors();
  cli::ignore_broken_pipes();
  try {
    return run({argv + 1, argv + argc});
  } catch (const cli::Interrupted& interrupted) {
    return kSignal + interrupted.signal;
  } catch (const cli::AnswerIsNo&) {
    return kNo;
  } catch (const cli::ReaderGone&) {
    return kOutput;
  } catch (const tare::Error& error) {
    cli::say_error(error.what());
    return exit_code(error.fault());
  } catch (const std::bad_alloc&) {
    cli::say_error("out of memory");
    return kInput;
  } catch (const std::exception& error) {
    cli::say_error(tare::printable(error.what()));
    return kInput;
  }
}
