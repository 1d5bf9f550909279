#pragma once

#include <utility>

namespace cli {

/// A descriptor that is closed when nobody needs it any more.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  void reset() noexcept;

 private:
  int fd_ = -1;
};

/// Two connected sockets, which programs that are run do not inherit.
[[nodiscard]] std::pair<Descriptor, Descriptor> socket_pair();

/// The ends of a pipe, for reading and for writing; inherited by nobody.
[[nodiscard]] std::pair<Descriptor, Descriptor> make_pipe();

/// Whether reads and writes come back at once.
void set_blocking(int fd, bool blocking);

/// Wakes a thread that waits in poll(): its descriptor can be read from then on.
class WakeUp {
 public:
  WakeUp();
  [[nodiscard]] int descriptor() const noexcept { return event_.get(); }
  void wake() noexcept;

 private:
  Descriptor event_;
};

}  // namespace cli
