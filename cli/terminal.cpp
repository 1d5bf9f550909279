#include "terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <utility>

#include "tare/output_file.hpp"

namespace cli {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

std::atomic<bool> status_shown = false;
static_assert(std::atomic<bool>::is_always_lock_free);  // signal handlers read it

// What does not arrive is drawn again soon.
void write_to_terminal(std::string_view bytes) noexcept {
  const ssize_t ignored = write(STDERR_FILENO, bytes.data(), bytes.size());
  static_cast<void>(ignored);
}

}  // namespace

std::optional<std::size_t> columns_of(int fd) {
  if (isatty(fd) == 0) return std::nullopt;
  struct winsize size = {};
  const bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::optional<std::size_t> redrawable_columns_of(int fd) {
  const char* kind = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (kind == nullptr || *kind == '\0' || std::strcmp(kind, "dumb") == 0) return std::nullopt;
  return columns_of(fd);
}

void show_status(const std::string& line) {
  status_shown = true;
  // Not wrapped at the end of the line, where a terminal takes characters for wider than we do;
  // first drawn, then erased behind, which does not flicker.
  write_to_terminal(fmt::format("\r\x1b[?7l{}\x1b[K\x1b[?7h", line));
}

void clear_status() noexcept {
  if (status_shown.exchange(false)) write_to_terminal("\r\x1b[K");
}

void say_lines(const std::string& lines) {
  clear_status();
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
