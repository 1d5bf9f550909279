#pragma once

#include <CLI/CLI.hpp>

/// One function a command: it adds the command to `app`, with what it does when it is chosen.
namespace cli {

void add_report(CLI::App& app);
void add_pack(CLI::App& app);
void add_ls(CLI::App& app);

}  // namespace cli
