#pragma once

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace tare {

/// A thread that takes no signals: they are for the threads of the program.
template <typename Work>
[[nodiscard]] std::thread quiet_thread(Work&& work) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  struct Restore {
    const sigset_t& mask;
    ~Restore() { pthread_sigmask(SIG_SETMASK, &mask, nullptr); }
  } restore{before};
  return std::thread(std::forward<Work>(work));
}

}  // namespace tare
