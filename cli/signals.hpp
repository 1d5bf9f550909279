#pragma once

namespace cli {

/// A signal asked the program to end.
struct Interrupted {
  int signal = 0;
};

/// From now on SIGINT, SIGTERM and SIGHUP are remembered for throw_if_interrupted; the second one
/// of a kind ends the program at once.
void remember_signals();

/// From now on SIGINT, SIGTERM and SIGHUP, where they would end the program at once, take the
/// status line from the terminal first.
void clear_status_on_signals();

/// Throws Interrupted once for a signal that has come.
void throw_if_interrupted();

/// Lets a write to a closed pipe fail instead of ending the program.
void ignore_broken_pipes();

}  // namespace cli
