#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cli {

/// A program that was started, and is not left behind: its end is waited for.
class Child {
 public:
  /// Starts the program `arguments[0]`, found in PATH. The descriptors become its standard input,
  /// output and error; it inherits no other of ours. It is told to end when the thread that starts
  /// it does. An interrupt from the terminal, which goes to it as well, does not end it: what it
  /// does for us ends in order. Throws std::system_error if it cannot be started.
  Child(const std::vector<std::string>& arguments, int input, int output, int errors);
  /// Ends the program, if it does not end by itself in half a second.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Tells the program to end (SIGTERM), without waiting for it.
  void terminate();

  /// Its exit code, 128 + N after signal N; nothing if it is still running after `patience`.
  std::optional<int> wait(std::chrono::milliseconds patience);

 private:
  pid_t process_ = -1;
  std::optional<int> status_;
};

}  // namespace cli
