#include "descriptor.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace cli {
namespace {

/// What each of these calls can only lack: descriptors, or memory.
int checked(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "no more descriptors");
  return result;
}

}  // namespace

void Descriptor::reset() noexcept {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

std::pair<Descriptor, Descriptor> socket_pair() {
  int ends[2];
  checked(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

std::pair<Descriptor, Descriptor> make_pipe() {
  int ends[2];
  checked(pipe2(ends, O_CLOEXEC));
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void set_blocking(int fd, bool blocking) {
  const int flags = checked(fcntl(fd, F_GETFL));
  checked(fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}

WakeUp::WakeUp() : event_(checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {}

void WakeUp::wake() noexcept {
  const std::uint64_t one = 1;
  // It fails only where it has been woken very often, and then it is awake.
  static_cast<void>(!write(event_.get(), &one, sizeof one));
}

}  // namespace cli
