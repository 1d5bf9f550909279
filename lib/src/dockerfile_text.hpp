#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tare/comment.hpp"

namespace tare {

/// An instruction with its continuations joined.
struct LogicalLine {
  std::size_t line = 0;       ///< of its beginning, from 1
  std::size_t last_line = 0;  ///< of its end
  std::string text;           ///< without blanks at either end
};

/// Reads the text of a Dockerfile, which has to outlive it, from top to bottom. Throws Refusal.
class DockerfileText {
 public:
  explicit DockerfileText(std::string_view text);

  /// The next instruction; nothing at the end. Directives are taken in on the way.
  [[nodiscard]] std::optional<LogicalLine> next();
  /// The lines from here up to one that is `name`, which is passed over, too; nothing when there is
  /// none. `strip_tabs`: tabs before the name do not count.
  [[nodiscard]] std::optional<std::string_view> take_heredoc(std::string_view name,
                                                             bool strip_tabs);

  [[nodiscard]] char escape() const noexcept { return escape_; }
  /// The comments that have been passed, but for those inside an instruction.
  [[nodiscard]] const std::vector<Comment>& comments() const noexcept { return comments_; }
  /// How many lines have been read.
  [[nodiscard]] std::size_t line() const noexcept { return line_; }

 private:
  [[nodiscard]] std::string_view take_line();
  void read_directive(std::string_view line);
  bool drop_escape(std::string_view& line) const;

  std::string_view rest_;
  std::vector<Comment> comments_;
  std::size_t line_ = 0;
  char escape_ = '\\';
  bool directives_ = true;  // no line has come yet that ends them
  std::map<std::string, std::size_t, std::less<>> seen_;
};

/// The frontend that the directive `syntax` of the Dockerfile `text` asks for; empty without one.
[[nodiscard]] std::string requested_frontend(std::string_view text);

}  // namespace tare
