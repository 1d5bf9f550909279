#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

namespace cli {

/// Adds `--keep-going`.
void add_keep_going(CLI::App& command, bool& keep_going);

/// Says how many entries are missing, if any are, after the warning that each of them has had.
void tell_missing(std::uint64_t missing);

}  // namespace cli
