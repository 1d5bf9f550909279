#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "build_display.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

std::size_t rows_of(int fd) {
  struct winsize size = {};
  const bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : 24;
}

}  // namespace

BuildScreen BuildScreen::standard_error() {
  return {[](const std::string& text) { say_lines(text); },
          [] { return redrawable_columns_of(STDERR_FILENO); },
          [] { return rows_of(STDERR_FILENO); }, [] { return std::chrono::steady_clock::now(); }};
}

std::unique_ptr<BuildDisplay> display_for(const BuildCommand& command) {
  const Palette palette(command.color, STDERR_FILENO);
  BuildScreen screen = BuildScreen::standard_error();
  if (command.quiet) return quiet_display(std::move(screen), palette);
  if (command.progress == BuildCommand::Progress::json) {
    return json_display(std::move(screen), command.verbose);
  }
  if (command.progress == BuildCommand::Progress::automatic && screen.columns()) {
    return live_display(std::move(screen), palette, command.verbose);
  }
  return plain_display(std::move(screen), palette, command.verbose);
}

}  // namespace cli
