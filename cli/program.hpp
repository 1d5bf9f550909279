#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "tare/error.hpp"

/// What tare and tare-build have in common as programs.
namespace cli {

/// Part of the interface: README.md lists them.
enum ExitCode : int { kDone = 0, kNo = 1, kUsage = 2, kInput = 3, kOutput = 4, kSignal = 128 };

/// The exit code for an error.
[[nodiscard]] ExitCode exit_code(tare::Fault fault);

/// Calls `work`. What it throws becomes a message and an exit code.
[[nodiscard]] int run_program(const std::function<int()>& work);

/// Has CLI11 read `words`, the arguments without the program's name, and calls the command that
/// they name.
[[nodiscard]] int parse(CLI::App& app, std::vector<std::string> words);

/// Fills in what the configuration has, for each command of `app` when it is chosen, and refuses
/// what it does not know.
void complete_commands(CLI::App& app);

/// `did you mean 'X'?`, or where to look, `tare HELP`.
[[nodiscard]] std::string did_you_mean(const std::string& typed,
                                       const std::vector<std::string>& words, const char* help);

}  // namespace cli
