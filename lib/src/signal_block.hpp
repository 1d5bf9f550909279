#pragma once

#include <csignal>

namespace tare {

/// Threads that are created in its scope never receive a signal: they inherit what it blocks. A
/// signal to the process then interrupts what the program's own threads wait for, such as a write.
class SignalBlock {
 public:
  SignalBlock() noexcept;
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;
  ~SignalBlock();

 private:
  sigset_t before_;
};

}  // namespace tare
