#pragma once

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace cli {

/// Starts a thread to which no signal comes: they are for the thread that waits for the build.
template <typename Work>
[[nodiscard]] std::thread quiet_thread(Work work) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread thread(std::move(work));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
}

}  // namespace cli
