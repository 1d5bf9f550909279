#include "signals.hpp"

#include <csignal>
#include <initializer_list>

#include "terminal.hpp"

namespace cli {
namespace {

volatile std::sig_atomic_t pending = 0;

constexpr std::initializer_list<int> kEnding{SIGINT, SIGTERM, SIGHUP};

extern "C" void clear_and_end(int signal) {
  clear_status();
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // comes when this handler is left
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;  // and no SA_RESTART: a blocked write ends
  sigaction(signal, &action, nullptr);
}

extern "C" void remember(int signal) {
  pending = signal;
  handle(signal, &clear_and_end);
}

}  // namespace

void remember_signals() {
  for (const int signal : kEnding) handle(signal, &remember);
}

void clear_status_on_signals() {
  for (const int signal : kEnding) {
    struct sigaction now = {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler == SIG_DFL) handle(signal, &clear_and_end);
  }
}

void throw_if_interrupted() {
  const int signal = pending;
  pending = 0;
  if (signal != 0) throw Interrupted{signal};
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace cli
