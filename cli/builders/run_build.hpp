#pragma once

#include "build_command.hpp"

namespace cli {

/// Has a builder build what `command` says, and prints the image's digest. Answers the program's
/// exit code. Throws tare::Error, and Interrupted once the builder has been told to stop.
[[nodiscard]] int run_build(const BuildCommand& command);

}  // namespace cli
