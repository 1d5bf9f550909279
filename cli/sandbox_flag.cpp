#include "sandbox_flag.hpp"

#include <ctime>

namespace cli {

void SandboxFlag::add_to(CLI::App& command) {
  // A configuration comes with the tree, and has no say in it.
  command.add_flag("--no-sandbox", off_, "Keep all rights, also those that are not needed")
      ->configurable(false);
}

void SandboxFlag::enter(tare::Work work, const tare::Context& context, FileAccess access) const {
  if (off_) return;
  tare::preload(work);
  ::tzset();  // for the times of `ls -l`
  access.context = context.descriptor();
  confine(access);
}

}  // namespace cli
