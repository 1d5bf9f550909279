#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace test {

/// A way in which a system call goes wrong.
enum class Fault {
  eio,
  eacces,
  enoent,
  eintr,
  emfile,  ///< a thread that cannot be started, too
  enospc,
  enosys,        ///< an older kernel, or a sandbox
  short_moved,   ///< fewer bytes are moved than there are
  nothing_moved  ///< a write of nothing, as some file systems in user space answer
};

struct FaultKind {
  Fault fault;
  const char* name;
  bool lasts;  ///< whether it is also tried for all calls from one on
};

inline constexpr std::array<FaultKind, 9> kFaults{{
    {Fault::eio, "EIO", true},
    {Fault::eacces, "EACCES", false},
    {Fault::enoent, "ENOENT", false},
    {Fault::eintr, "EINTR", false},
    {Fault::emfile, "EMFILE", true},
    {Fault::enospc, "ENOSPC", true},
    {Fault::enosys, "ENOSYS", true},
    {Fault::short_moved, "short", true},
    {Fault::nothing_moved, "nothing", true},
}};

/// What is to happen to the system calls of the library.
struct Script {
  Fault fault = Fault::eio;
  /// Which one fails, from 1, of those that can fail in this way; 0: none.
  std::uint64_t first = 0;
  bool lasts = false;  ///< and all of these after it
  /// Listings do not tell kinds, as on some file systems.
  bool without_kinds = false;
  /// Some listings take longer than a walk stays with one thread.
  bool slow_lists = false;
};

/// What has happened.
struct Played {
  std::uint64_t calls = 0;     ///< that the library has made
  std::uint64_t possible = 0;  ///< those that can fail as the script says
  std::uint64_t failed = 0;
  bool write_failed = false;
  std::string first_failed;  ///< its name
};

/// From here on the library's calls go by `script`, until end(). One at a time.
void begin(const Script& script);
Played end();

}  // namespace test
