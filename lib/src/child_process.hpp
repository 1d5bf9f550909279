#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tare {

/// How a program that was run came to its end.
struct ChildResult {
  std::error_code error;     ///< it could not be started, or be listened to
  bool stopped = false;      ///< the reader of its output wanted no more, and it was killed
  int status = 0;            ///< its exit code, 128 + N after signal N
  std::string first_errors;  ///< the beginning of what it wrote on standard error
};

/// Runs the program `arguments[0]`, found in PATH, with nothing on standard input, and waits for
/// its end. It gets the environment of this process, but for variables that begin with `without`,
/// and `with` besides. Nothing of this takes a shell. `output` receives what it writes on standard
/// output, piece by piece, and answers false to end it; what it throws ends it, too.
[[nodiscard]] ChildResult run_child(const std::vector<std::string>& arguments,
                                    std::string_view without, const std::vector<std::string>& with,
                                    const std::function<bool(std::string_view)>& output);

}  // namespace tare
