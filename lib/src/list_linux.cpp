#include <dirent.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "os.hpp"

namespace tare::os {

std::error_code list_linux(int directory, Listing& out) {
  alignas(dirent64) std::array<char, 32768> buffer;  // NOLINT: filled by the kernel
  while (true) {
    const ssize_t got = ::getdents64(directory, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {errno, std::generic_category()};
    if (got == 0) return {};
    for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
      const auto* item = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += item->d_reclen;
      const char* name = static_cast<const char*>(item->d_name);
      if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0) out.add(name, item->d_type);
    }
  }
}

}  // namespace tare::os
