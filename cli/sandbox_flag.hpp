#pragma once

#include <CLI/CLI.hpp>

#include "sandbox.hpp"
#include "tare/context.hpp"
#include "tare/preload.hpp"

namespace cli {

/// `--no-sandbox`, for the commands that read a whole tree and run no other program.
class SandboxFlag {
 public:
  /// This has to stay where it is until the command line is parsed.
  void add_to(CLI::App& command);
  /// Gives up what is not for `work` in `context`, nor named in `access`, unless the option is
  /// there. Comes when everything else is open, and before anything starts a thread.
  void enter(tare::Work work, const tare::Context& context, FileAccess access = {}) const;

 private:
  bool off_ = false;
};

}  // namespace cli
