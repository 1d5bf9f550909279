#include "standard_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace cli {

void fill_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest that is free, which is this one. What is for reading only cannot be written to.
    static_cast<void>(open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

}  // namespace cli
