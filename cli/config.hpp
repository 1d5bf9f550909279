#pragma once

#include <CLI/CLI.hpp>

#include "tare/libraries.hpp"

namespace cli {

/// Fills in what the command line leaves open from the file `.tare.toml` in the context, if there
/// is one and `command` is not told `--no-config`. `command` is parsed already; the options that
/// the file may have are those that are `configurable`. Throws tare::Error (usage), with file and
/// line, for a file that cannot be used, be it in a part that `command` does not need.
void configure(CLI::App& command);

/// The library that reads it.
[[nodiscard]] tare::Library config_library();

}  // namespace cli
