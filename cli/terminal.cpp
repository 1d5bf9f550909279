#include "terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <span>
#include <utility>

#include "tare/output_file.hpp"

namespace cli {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

}  // namespace

std::optional<std::size_t> columns_of(int fd) {
  if (isatty(fd) == 0) return std::nullopt;
  struct winsize size = {};
  const bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

void say_lines(const std::string& lines) {
  // Where standard error is gone there is nobody left to tell.
  static_cast<void>(std::fputs(lines.c_str(), stderr));
}

void say(std::string_view text) { say_lines(fmt::format("tare: {}\n", text)); }

void say(const tare::Diagnostic& diagnostic) {
  const bool warning = diagnostic.severity == tare::Diagnostic::Severity::warning;
  say(fmt::format("{}: {}", warning ? "warning" : "note", tare::to_string(diagnostic)));
}

void say_error(std::string_view text) { say(fmt::format("error: {}", text)); }

void StandardOutput::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= kBlock) flush();
}

void StandardOutput::flush() {
  const std::string block = std::move(buffer_);
  buffer_.clear();
  try {
    tare::write_to(STDOUT_FILENO, "standard output", std::as_bytes(std::span(block)));
  } catch (const tare::Error& error) {
    if (error.code() == std::errc::broken_pipe) throw ReaderGone();
    throw;
  }
}

}  // namespace cli
