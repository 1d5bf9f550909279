#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <exception>
#include <iostream>
#include <span>
#include <system_error>

#include "bare_walk.hpp"

// tare_bare_loop DIRECTORY: the bytes of all files to standard output, and nothing else. What
// packing costs a program that has one thread, no order, no rules and no headers.

namespace {

void write_all(std::span<const std::byte> block) {
  while (!block.empty()) {
    const ssize_t written = write(STDOUT_FILENO, block.data(), block.size());
    if (written < 0) throw std::system_error(errno, std::generic_category(), "write");
    block = block.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: tare_bare_loop DIRECTORY\n";
    return 2;
  }
  try {
    // As tare does, so that the width of the pipe makes no difference.
    static_cast<void>(fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20));
    static_cast<void>(tare::bench::bare_walk(argv[1], tare::bench::Depth::kBytes, write_all));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "tare_bare_loop: " << error.what() << '\n';
    return 1;
  }
}
