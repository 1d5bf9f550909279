#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "commands.hpp"
#include "config.hpp"
#include "help.hpp"
#include "program.hpp"
#include "signals.hpp"
#include "standard_descriptors.hpp"
#include "tare/error.hpp"
#include "tare/libraries.hpp"
#include "tare/printable.hpp"
#include "tare/version.hpp"

namespace {

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
    throw tare::Error(
        tare::Fault::usage, "",
        fmt::format("no command and no directory is called {}; {}", tare::quoted(first),
                    cli::did_you_mean(first, commands, "--help")));
  }
  arguments.insert(arguments.begin(), "report");
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
  cli::add_build(app, arguments);
  cli::add_completions(app);
  cli::complete_commands(app);
  insert_default_command(app, arguments);
  return cli::parse(app, std::move(arguments));
}

}  // namespace

int main(int argc, char** argv) {
  cli::fill_standard_descriptors();
  cli::ignore_broken_pipes();
  return cli::run_program([&] { return run({argv + 1, argv + argc}); });
}
