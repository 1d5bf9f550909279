#pragma once

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tare/api.hpp"

namespace TARE_API tare {

/// Where the cause of an Error lies, and with it what a caller can do about it.
enum class Fault {
  usage,   ///< an argument, ignore file or Dockerfile that cannot be used
  input,   ///< something that belongs into the context could not be read
  output,  ///< the result could not be written
};

/// The exception of the library: the work cannot go on.
///
/// `what()` is one printable line: `'PATH': MESSAGE: REASON`, or `FILE:LINE: MESSAGE` for a line of
/// a file.
class Error : public std::runtime_error {
 public:
  Error(Fault fault, const std::string& where, const std::string& message,
        std::error_code code = {});

  /// An error in line `line` of `file`, from 1, or 0 for none; the fault is `usage`.
  [[nodiscard]] static Error in_line(const std::string& file, std::size_t line,
                                     const std::string& message);

  [[nodiscard]] Fault fault() const noexcept { return fault_; }
  /// The path the error is about, raw bytes; the file for an error in a line.
  [[nodiscard]] const std::string& where() const noexcept { return where_; }
  /// The line in that file, from 1; 0 when the error is not about a line.
  [[nodiscard]] std::size_t line() const noexcept { return line_; }
  /// The operating system's reason; empty when there is none.
  [[nodiscard]] const std::error_code& code() const noexcept { return code_; }

 private:
  Error(const std::string& text, Fault fault, std::string where, std::size_t line,
        std::error_code code);

  Fault fault_;
  std::string where_;
  std::size_t line_ = 0;
  std::error_code code_;
};

/// The work was cancelled, as it was asked to be (WalkOptions::stop).
class Cancelled : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};

/// Something worth telling about one entry while the work goes on.
struct Diagnostic {
  enum class Severity {
    note,     ///< nothing is missing
    warning,  ///< a figure is a lower bound, or a file is not what it may seem
  };

  Severity severity = Severity::note;
  std::string where;    ///< a path, raw bytes
  std::string message;  ///< what happened
  std::error_code code;
};

/// One printable line, without the severity: `'PATH': MESSAGE: REASON`.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

}  // namespace tare
