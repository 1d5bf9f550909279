#include "keep_going.hpp"

#include <fmt/format.h>

#include "terminal.hpp"
#include "text.hpp"

namespace cli {

void add_keep_going(CLI::App& command, bool& keep_going) {
  command.add_flag("--keep-going", keep_going, "Leave out with a warning what cannot be read");
}

void tell_missing(std::uint64_t missing) {
  if (missing == 0) return;
  say(fmt::format("warning: {} to be included {} left out", count_of(missing, "entry", "entries"),
                  missing == 1 ? "is" : "are"));
}

}  // namespace cli
