#include "signals.hpp"

#include <csignal>
#include <initializer_list>

namespace cli {
namespace {

volatile std::sig_atomic_t pending = 0;

extern "C" void remember(int signal) { pending = signal; }

}  // namespace

void remember_signals() {
  struct sigaction action = {};
  action.sa_handler = &remember;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // and no SA_RESTART: a blocked write ends
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

void throw_if_interrupted() {
  const int signal = pending;
  pending = 0;
  if (signal != 0) throw Interrupted{signal};
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace cli
