#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tare/error.hpp"

/// The streams of the program: its product on standard output, all else on standard error.
namespace cli {

/// The columns of the terminal behind `fd`; nothing when there is none.
[[nodiscard]] std::optional<std::size_t> columns_of(int fd);

/// The same where a line can be drawn again in place of itself, too, which a dumb terminal cannot.
[[nodiscard]] std::optional<std::size_t> redrawable_columns_of(int fd);

/// Draws `line` on the terminal behind standard error in place of the one before. It stays until
/// something is said there or clear_status is called.
void show_status(const std::string& line);
/// Takes that line away, if there is one. Allowed in a signal handler.
void clear_status() noexcept;

/// One line on standard error: `tare: TEXT`.
void say(std::string_view text);
/// Lines that are complete already.
void say_lines(const std::string& lines);
/// The same with `error`, `warning` or `note` in front.
void say(const tare::Diagnostic& diagnostic);
void say_error(std::string_view text);

/// Whoever read standard output has closed it, as `head` does: no reason for a message.
struct ReaderGone {};

/// Buffered standard output that notices when it cannot be written.
class StandardOutput {
 public:
  void write(std::string_view bytes);
  /// To be called in the end. Throws tare::Error (output) or ReaderGone.
  void flush();

 private:
  std::string buffer_;
};

}  // namespace cli
