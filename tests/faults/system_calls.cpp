// Linked with ld's --wrap, so that what the library calls comes here first: the product needs no
// switch for it. A call that fails has done nothing, but for close(), which on Linux has closed the
// descriptor whatever it answers.
//
// unlink(), rmdir() and ftruncate() never fail here: they clean up after another failure, and
// nothing could be done about one of their own.

#include "faults/system_calls.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <initializer_list>
#include <system_error>
#include <thread>

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {
int __real_access(const char* path, int mode);
int __real_close(int fd);
int __real_fcntl(int fd, int command, ...);
ssize_t __real_fgetxattr(int fd, const char* name, void* value, size_t size);
ssize_t __real_flistxattr(int fd, char* list, size_t size);
int __real_fstat(int fd, struct stat* out);
int __real_fstatfs(int fd, struct statfs* out);
int __real_fstatat(int parent, const char* name, struct stat* out, int flags);
int __real_ftruncate(int fd, off_t size);
ssize_t __real_getdents64(int fd, void* buffer, size_t size);
ssize_t __real_lgetxattr(const char* path, const char* name, void* value, size_t size);
int __real_linkat(int from, const char* old_name, int to, const char* new_name, int flags);
ssize_t __real_llistxattr(const char* path, char* list, size_t size);
int __real_mkdir(const char* path, mode_t mode);
int __real_open(const char* path, int flags, ...);
int __real_openat(int parent, const char* name, int flags, ...);
ssize_t __real_pread(int fd, void* buffer, size_t size, off_t at);
ssize_t __real_read(int fd, void* buffer, size_t size);
ssize_t __real_readlinkat(int parent, const char* name, char* buffer, size_t size);
char* __real_realpath(const char* path, char* resolved);
int __real_rename(const char* from, const char* to);
int __real_rmdir(const char* path);
long __real_syscall(long number, ...);
int __real_unlink(const char* path);
ssize_t __real_write(int fd, const void* buffer, size_t size);
void __real__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(
    void* thread, void* state, void (*depend)());
}

namespace test {
namespace {

struct Call {
  const char* name;
  unsigned faults;  // a bit for each that can happen to it
};

constexpr Call call(const char* name, std::initializer_list<Fault> faults) {
  Call result{name, 0};
  for (const Fault fault : faults) result.faults |= 1u << static_cast<unsigned>(fault);
  return result;
}

// ENOENT is left out where it is a good answer to the question whether something is there, and what
// follows from it is right: for what is looked up by a path, before the walk.
constexpr Call kAccess = call("access", {Fault::eacces, Fault::enoent, Fault::eio});
constexpr Call kClose = call("close", {Fault::eio, Fault::eintr, Fault::enospc});
constexpr Call kFcntl = call("fcntl", {Fault::eacces, Fault::eio});
constexpr Call kGetXattr = call("fgetxattr", {Fault::eio, Fault::eacces});
constexpr Call kListXattr = call("flistxattr", {Fault::eio, Fault::eacces});
constexpr Call kGetXattrName = call("lgetxattr", {Fault::eio, Fault::eacces});
constexpr Call kListXattrName = call("llistxattr", {Fault::eio, Fault::eacces, Fault::enoent});
constexpr Call kGetXattrAt = call("getxattrat", {Fault::eio, Fault::eacces, Fault::enosys});
constexpr Call kListXattrAt =
    call("listxattrat", {Fault::eio, Fault::eacces, Fault::enoent, Fault::enosys});
constexpr Call kStatOpen = call("fstat", {Fault::eio, Fault::eacces});
constexpr Call kStatSystem = call("fstatfs", {Fault::eio, Fault::eacces, Fault::eintr});
constexpr Call kStatPath = call("fstatat by path", {Fault::eio, Fault::eacces, Fault::eintr});
constexpr Call kStatName =
    call("fstatat by name", {Fault::eio, Fault::eacces, Fault::enoent, Fault::eintr});
constexpr Call kSync = call("fsync", {Fault::eio, Fault::enospc, Fault::eintr});
constexpr Call kList = call(
    "getdents64", {Fault::eio, Fault::eacces, Fault::enoent, Fault::eintr, Fault::short_moved});
constexpr Call kLink = call("linkat", {Fault::eio, Fault::eacces, Fault::enoent, Fault::enospc});
constexpr Call kMakeDirectory =
    call("mkdir", {Fault::eio, Fault::eacces, Fault::enoent, Fault::enospc});
constexpr Call kOpen =
    call("open", {Fault::eio, Fault::eacces, Fault::enoent, Fault::eintr, Fault::emfile});
constexpr Call kCreate = call("open to create", {Fault::eio, Fault::eacces, Fault::enoent,
                                                 Fault::eintr, Fault::emfile, Fault::enospc});
constexpr Call kOpenBelow = call("openat2", {Fault::eio, Fault::eacces, Fault::enoent, Fault::eintr,
                                             Fault::emfile, Fault::enosys});
constexpr Call kRead = call("read", {Fault::eio, Fault::eacces, Fault::eintr, Fault::short_moved});
constexpr Call kReadLink = call("readlinkat", {Fault::eio, Fault::eacces, Fault::enoent});
constexpr Call kResolve = call("realpath", {Fault::eio, Fault::eacces});
constexpr Call kRename = call("rename", {Fault::eio, Fault::eacces, Fault::enoent, Fault::enospc});
constexpr Call kWrite = call(
    "write", {Fault::eio, Fault::eintr, Fault::enospc, Fault::short_moved, Fault::nothing_moved});
constexpr Call kStart = call("start of a thread", {Fault::emfile});

// They came with Linux 6.13; on an older one the calls with a path take their place.
constexpr long kGetXattrAtNumber = 464;
constexpr long kListXattrAtNumber = 465;

// Neither is an error number.
constexpr int kShort = -1;
constexpr int kNothing = -2;

int error_of(Fault fault) {
  switch (fault) {
    case Fault::eio:
      return EIO;
    case Fault::eacces:
      return EACCES;
    case Fault::enoent:
      return ENOENT;
    case Fault::eintr:
      return EINTR;
    case Fault::emfile:
      return EMFILE;
    case Fault::enospc:
      return ENOSPC;
    case Fault::enosys:
      return ENOSYS;
    case Fault::short_moved:
      return kShort;
    case Fault::nothing_moved:
      return kNothing;
  }
  return 0;
}

std::atomic<bool> playing{false};
Script script;
std::atomic<std::uint64_t> calls{0};
std::atomic<std::uint64_t> possible{0};
std::atomic<std::uint64_t> failed{0};
std::atomic<const char*> first_failed{nullptr};
std::atomic<bool> write_failed{false};
std::atomic<unsigned> listings{0};

// 0, or what becomes of the next call.
int next(const Call& which) {
  if (!playing) return 0;
  ++calls;
  if ((which.faults >> static_cast<unsigned>(script.fault) & 1u) == 0) return 0;
  const std::uint64_t number = ++possible;
  const bool fails =
      script.first != 0 && (script.lasts ? number >= script.first : number == script.first);
  if (!fails) return 0;
  const char* none = nullptr;
  first_failed.compare_exchange_strong(none, which.name);
  ++failed;
  if (&which == &kWrite) write_failed = true;
  return error_of(script.fault);
}

template <typename Real>
auto play(const Call& which, Real real) -> decltype(real()) {
  const int error = next(which);
  if (error == 0) return real();
  errno = error;
  return -1;
}

// The same for one that moves `size` bytes; a short one moves `part`.
template <typename Real>
ssize_t play_moving(const Call& which, size_t size, size_t part, Real real) {
  const int error = next(which);
  if (error == 0) return real(size);
  if (error == kShort) return real(std::min(size, part));
  if (error == kNothing) return 0;
  errno = error;
  return -1;
}

size_t half(size_t size) { return size / 2 + size % 2; }

mode_t mode_in(int flags, va_list arguments) {
  const bool creates = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return creates ? va_arg(arguments, mode_t) : 0;
}

const Call& opening(int flags) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? kCreate : kOpen;
}

void hide_kinds(char* listed, size_t size) {
  for (size_t at = 0; at < size;) {
    auto* item = reinterpret_cast<dirent64*>(listed + at);
    item->d_type = DT_UNKNOWN;
    at += item->d_reclen;
  }
}

}  // namespace

void begin(const Script& its_script) {
  script = its_script;
  calls = possible = failed = 0;
  write_failed = false;
  first_failed = nullptr;
  listings = 0;
  playing = true;
}

Played end() {
  playing = false;
  const char* name = first_failed;
  return {calls, possible, failed, write_failed, name == nullptr ? "" : name};
}

}  // namespace test

extern "C" {

using namespace test;  // NOLINT(google-build-using-namespace)

int __wrap_access(const char* path, int mode) {
  return play(kAccess, [&] { return __real_access(path, mode); });
}

int __wrap_close(int fd) {
  const int error = next(kClose);
  const int result = __real_close(fd);
  if (error == 0) return result;
  errno = error;
  return -1;
}

int __wrap_fcntl(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  return play(kFcntl, [&] { return __real_fcntl(fd, command, argument); });
}

ssize_t __wrap_fgetxattr(int fd, const char* name, void* value, size_t size) {
  return play(kGetXattr, [&] { return __real_fgetxattr(fd, name, value, size); });
}

ssize_t __wrap_flistxattr(int fd, char* list, size_t size) {
  return play(kListXattr, [&] { return __real_flistxattr(fd, list, size); });
}

int __wrap_fstat(int fd, struct stat* out) {
  return play(kStatOpen, [&] { return __real_fstat(fd, out); });
}

int __wrap_fstatat(int parent, const char* name, struct stat* out, int flags) {
  const bool by_path = parent == AT_FDCWD || *name == '/';
  return play(by_path ? kStatPath : kStatName,
              [&] { return __real_fstatat(parent, name, out, flags); });
}

int __wrap_fstatfs(int fd, struct statfs* out) {
  return play(kStatSystem, [&] { return __real_fstatfs(fd, out); });
}

// Waiting for a disk would show nothing.
int __wrap_fsync(int /*fd*/) {
  return play(kSync, [] { return 0; });
}

int __wrap_ftruncate(int fd, off_t size) { return __real_ftruncate(fd, size); }

ssize_t __wrap_getdents64(int fd, void* buffer, size_t size) {
  // Of each walk that there may be.
  if (playing && script.slow_lists && listings++ % 8 == 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(1200));
  }
  // No directory of these tests has a longer entry.
  constexpr size_t kEnoughForOne = 80;
  const ssize_t got = play_moving(kList, size, kEnoughForOne,
                                  [&](size_t some) { return __real_getdents64(fd, buffer, some); });
  if (got > 0 && playing && script.without_kinds) {
    hide_kinds(static_cast<char*>(buffer), static_cast<size_t>(got));
  }
  return got;
}

ssize_t __wrap_lgetxattr(const char* path, const char* name, void* value, size_t size) {
  return play(kGetXattrName, [&] { return __real_lgetxattr(path, name, value, size); });
}

int __wrap_linkat(int from, const char* old_name, int to, const char* new_name, int flags) {
  return play(kLink, [&] { return __real_linkat(from, old_name, to, new_name, flags); });
}

ssize_t __wrap_llistxattr(const char* path, char* list, size_t size) {
  return play(kListXattrName, [&] { return __real_llistxattr(path, list, size); });
}

int __wrap_mkdir(const char* path, mode_t mode) {
  return play(kMakeDirectory, [&] { return __real_mkdir(path, mode); });
}

int __wrap_open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return play(opening(flags), [&] { return __real_open(path, flags, mode); });
}

int __wrap_openat(int parent, const char* name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return play(opening(flags), [&] { return __real_openat(parent, name, flags, mode); });
}

ssize_t __wrap_pread(int fd, void* buffer, size_t size, off_t at) {
  return play_moving(kRead, size, half(size),
                     [&](size_t some) { return __real_pread(fd, buffer, some, at); });
}

ssize_t __wrap_read(int fd, void* buffer, size_t size) {
  return play_moving(kRead, size, half(size),
                     [&](size_t some) { return __real_read(fd, buffer, some); });
}

ssize_t __wrap_readlinkat(int parent, const char* name, char* buffer, size_t size) {
  return play(kReadLink, [&] { return __real_readlinkat(parent, name, buffer, size); });
}

char* __wrap_realpath(const char* path, char* resolved) {
  const int error = next(kResolve);
  if (error == 0) return __real_realpath(path, resolved);
  errno = error;
  return nullptr;
}

int __wrap_rename(const char* from, const char* to) {
  return play(kRename, [&] { return __real_rename(from, to); });
}

int __wrap_rmdir(const char* path) { return __real_rmdir(path); }

long __wrap_syscall(long number, ...) {
  va_list arguments;
  va_start(arguments, number);
  const long a = va_arg(arguments, long);
  const long b = va_arg(arguments, long);
  const long c = va_arg(arguments, long);
  const long d = va_arg(arguments, long);
  const long e = va_arg(arguments, long);
  const long f = va_arg(arguments, long);
  va_end(arguments);
  const auto real = [&] { return __real_syscall(number, a, b, c, d, e, f); };
  if (number == SYS_openat2) return play(kOpenBelow, real);
  if (number == kGetXattrAtNumber) return play(kGetXattrAt, real);
  if (number == kListXattrAtNumber) return play(kListXattrAt, real);
  return real();  // the library's threads wait for each other with it
}

int __wrap_unlink(const char* path) { return __real_unlink(path); }

ssize_t __wrap_write(int fd, const void* buffer, size_t size) {
  return play_moving(kWrite, size, half(size),
                     [&](size_t some) { return __real_write(fd, buffer, some); });
}

void __wrap__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(
    void* thread, void* state, void (*depend)()) {
  if (next(kStart) != 0) throw std::system_error(EAGAIN, std::generic_category(), "a thread");
  __real__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(
      thread, state, depend);
}

// The fortified forms, of which glibc has checked the sizes when compiling.
int __wrap___open_2(const char* path, int flags) { return __wrap_open(path, flags); }

int __wrap___openat_2(int parent, const char* name, int flags) {
  return __wrap_openat(parent, name, flags);
}

ssize_t __wrap___pread_chk(int fd, void* buffer, size_t size, off_t at, size_t /*room*/) {
  return __wrap_pread(fd, buffer, size, at);
}

ssize_t __wrap___read_chk(int fd, void* buffer, size_t size, size_t /*room*/) {
  return __wrap_read(fd, buffer, size);
}

ssize_t __wrap___readlinkat_chk(int parent, const char* name, char* buffer, size_t size,
                                size_t /*room*/) {
  return __wrap_readlinkat(parent, name, buffer, size);
}
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
