#include "os.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/limits.h>
#include <linux/openat2.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <thread>

namespace tare::os {
namespace {

constexpr int kDirectoryFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr int kFileFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

std::error_code last_error() { return {errno, std::generic_category()}; }

// Repeats a call that answers -1 while a signal interrupts it.
template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

std::error_code adopt(int fd, Descriptor& out) {
  if (fd < 0) return last_error();
  out.reset(fd);
  return {};
}

std::error_code open_at(int parent, const char* name, int flags, Descriptor& out) {
  return adopt(uninterrupted([&] { return ::openat(parent, name, flags); }), out);
}

Kind kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return Kind::directory;
    case S_IFLNK:
      return Kind::symlink;
    case S_IFIFO:
      return Kind::fifo;
    case S_IFCHR:
      return Kind::character_device;
    case S_IFBLK:
      return Kind::block_device;
    case S_IFSOCK:
      return Kind::socket;
    default:
      return Kind::file;
  }
}

FileStatus convert(const struct stat& from) {
  FileStatus to;
  to.kind = kind_of(from.st_mode);
  to.mode = from.st_mode & 07777u;
  to.size = static_cast<std::uint64_t>(from.st_size);
  to.mtime = from.st_mtim.tv_sec;
  to.links = from.st_nlink;
  to.id = {from.st_dev, from.st_ino};
  to.special_major = major(from.st_rdev);
  to.special_minor = minor(from.st_rdev);
  return to;
}

// Wraps around in absurd years, where two times need only differ.
std::int64_t nanoseconds(const struct timespec& time) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(time.tv_sec) * kSecond +
                                   static_cast<std::uint64_t>(time.tv_nsec));
}

FileTimes times_of(const struct stat& from) {
  return {nanoseconds(from.st_mtim), nanoseconds(from.st_ctim)};
}

// Orders names as their first 8 bytes do.
std::uint64_t key_of(const char* name, std::size_t length) {
  std::array<unsigned char, 8> first{};
  std::memcpy(first.data(), name, std::min(length, first.size()));
  std::uint64_t key = 0;
  for (const unsigned char byte : first) key = key << 8u | byte;
  return key;
}

// Where the system shows an open file that has no name.
std::array<char, 32> path_of(int fd) {
  std::array<char, 32> path{};
  static_cast<void>(std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", fd));
  return path;
}

#ifdef __linux__
constexpr std::uint64_t kWithoutLinks =
    RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;

int open_resolving(int root, const char* name, std::uint64_t resolve) {
  struct open_how how = {};
  how.flags = kDirectoryFlags | O_NOFOLLOW;
  how.resolve = resolve;
  return static_cast<int>(
      uninterrupted([&] { return ::syscall(SYS_openat2, root, name, &how, sizeof(how)); }));
}
#endif

// Opens the directory `name`, shorter than PATH_MAX, below `root`, and sets `mounted` when that
// crosses a mount. False where the system or a sandbox knows no openat2.
bool open_at_once(int root, const char* name, Descriptor& out, bool& mounted,
                  std::error_code& error) {
#ifdef __linux__
  int fd = open_resolving(root, name, kWithoutLinks | RESOLVE_NO_XDEV);
  if (fd < 0 && errno == EXDEV) {
    mounted = true;
    fd = open_resolving(root, name, kWithoutLinks);
  }
  if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN || errno == EINVAL)) {
    return false;
  }
  error = adopt(fd, out);
  return true;
#else
  static_cast<void>(root), static_cast<void>(name), static_cast<void>(out);
  static_cast<void>(mounted), static_cast<void>(error);
  return false;
#endif
}

bool on_one_file_system(int a, int b) {
  struct stat first = {};
  struct stat second = {};
  return ::fstat(a, &first) == 0 && ::fstat(b, &second) == 0 && first.st_dev == second.st_dev;
}

// Opens one directory after the other.
std::error_code open_part_by_part(int root, const std::string& name, Descriptor& out,
                                  bool& mounted) {
  Descriptor at;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string part = name.substr(begin, end - begin);
    Descriptor next;
    if (const auto error = open_directory(at ? at.get() : root, part.c_str(), next)) return error;
    if (!on_one_file_system(at ? at.get() : root, next.get())) mounted = true;
    at = std::move(next);
    begin = end + 1;
  }
  out = std::move(at);
  return {};
}

}  // namespace

void Descriptor::reset(int fd) noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

std::error_code Descriptor::close() noexcept {
  // After EINTR Linux has closed the descriptor all the same.
  if (::close(std::exchange(fd_, -1)) == -1 && errno != EINTR) return last_error();
  return {};
}

void Listing::add(const char* name, std::uint8_t type) {
  const std::size_t length = std::strlen(name);
  items_.push_back({key_of(name, length), static_cast<std::uint32_t>(names_.size()), type});
  names_.append(name, length + 1);
}

void Listing::sort() {
  std::sort(items_.begin(), items_.end(), [this](const Item& a, const Item& b) {
    if (a.key != b.key) return a.key < b.key;
    return std::strcmp(names_.data() + a.offset, names_.data() + b.offset) < 0;
  });
}

bool Listing::kind(std::size_t i, Kind& kind) const {
  if (items_[i].type == DT_UNKNOWN) return false;
  kind = kind_of(static_cast<mode_t>(DTTOIF(items_[i].type)));
  return true;
}

bool is_shortage(std::error_code error) noexcept {
  return error == std::errc::too_many_files_open ||
         error == std::errc::too_many_files_open_in_system || error == std::errc::not_enough_memory;
}

bool is_nothing(std::error_code error) noexcept {
  return error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
}

bool leads_nowhere(std::error_code error) noexcept {
  return is_nothing(error) || error == std::errc::too_many_symbolic_link_levels ||
         error == std::errc::filename_too_long;
}

bool is_fault(std::error_code error) noexcept {
  return !is_nothing(error) && error != std::errc::too_many_symbolic_link_levels &&
         error != std::errc::permission_denied && error != std::errc::operation_not_permitted;
}

std::error_code open_root(const char* path, Descriptor& out) {
  return open_at(AT_FDCWD, path, kDirectoryFlags, out);
}

std::error_code open_directory(int parent, const char* name, Descriptor& out) {
  return open_at(parent, name, kDirectoryFlags | O_NOFOLLOW, out);
}

std::error_code open_directory(int parent, const char* name, Descriptor& out, bool& mounted) {
  mounted = false;
  std::error_code error;
  if (open_at_once(parent, name, out, mounted, error)) return error;
  return open_part_by_part(parent, name, out, mounted);
}

std::error_code open_directory_below(int root, const std::string& name, Descriptor& out) {
  bool mounted = false;
  return open_directory_below(root, name, out, mounted);
}

std::error_code open_directory_below(int root, const std::string& name, Descriptor& out,
                                     bool& mounted) {
  mounted = false;
  Descriptor at;
  // As many parts at once as the system takes.
  for (std::size_t begin = 0; begin <= name.size();) {
    std::size_t end = name.size();
    if (end - begin >= PATH_MAX) end = name.rfind('/', begin + PATH_MAX - 1);
    const std::string parts = name.substr(begin, end - begin);
    const int from = at ? at.get() : root;
    Descriptor next;
    std::error_code error;
    if (!open_at_once(from, parts.c_str(), next, mounted, error)) {
      error = open_part_by_part(from, parts, next, mounted);
    }
    if (error) return error;
    at = std::move(next);
    begin = end + 1;
  }
  out = std::move(at);
  return {};
}

bool belongs_to_kernel(int directory) noexcept {
#ifdef __linux__
  // From linux/magic.h, and what that lacks from the file systems' own sources.
  constexpr std::array<std::uint32_t, 20> kKinds{
      0x00009fa0,  // proc
      0x62656572,  // sysfs
      0x0027e0eb,  // cgroup
      0x63677270,  // cgroup2
      0x64626720,  // debugfs
      0x74726163,  // tracefs
      0x73636673,  // securityfs
      0xf97cff8c,  // selinuxfs
      0x43415d53,  // smackfs
      0x5a3c69f0,  // apparmorfs
      0x62656570,  // configfs
      0x00001cd1,  // devpts
      0xcafe4a11,  // bpf
      0x6165676c,  // pstore
      0xde5e81e4,  // efivarfs
      0x42494e4d,  // binfmt_misc
      0x65735543,  // fusectl
      0x19800202,  // mqueue
      0x6e736673,  // nsfs
      0x07655821,  // resctrl
  };
  struct statfs found = {};
  if (uninterrupted([&] { return ::fstatfs(directory, &found); }) != 0) return false;
  return std::find(kKinds.begin(), kKinds.end(), static_cast<std::uint32_t>(found.f_type)) !=
         kKinds.end();
#else
  static_cast<void>(directory);
  return false;
#endif
}

std::error_code open_file(int parent, const char* name, Descriptor& out) {
  return open_at(parent, name, kFileFlags | O_NOFOLLOW, out);
}

std::error_code open_file_below(int root, const std::string& name, Descriptor& out) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos) return open_file(root, name.c_str(), out);
  Descriptor parent;
  if (const auto error = open_directory_below(root, name.substr(0, slash), parent)) return error;
  return open_file(parent.get(), name.c_str() + slash + 1, out);
}

std::error_code open_path(const char* path, Descriptor& out) {
  return open_at(AT_FDCWD, path, kFileFlags, out);
}

std::error_code list(int directory, Listing& out) {
#ifdef TARE_PORTABLE_READER
  return list_portable(directory, out);
#else
  return list_linux(directory, out);
#endif
}

std::error_code status(int parent, const char* name, FileStatus& out) {
  FileTimes times;
  return status(parent, name, out, times);
}

std::error_code status(int parent, const char* name, FileStatus& out, FileTimes& times) {
  struct stat found = {};
  if (uninterrupted([&] { return ::fstatat(parent, name, &found, AT_SYMLINK_NOFOLLOW); }) != 0) {
    return last_error();
  }
  out = convert(found);
  times = times_of(found);
  return {};
}

std::error_code status_at(const char* path, FileStatus& out) { return status(AT_FDCWD, path, out); }

std::error_code status_behind(const char* path, FileStatus& out) {
  struct stat found = {};
  if (uninterrupted([&] { return ::fstatat(AT_FDCWD, path, &found, 0); }) != 0) return last_error();
  out = convert(found);
  return {};
}

std::error_code real_path(const char* path, std::string& out) {
  char* found = ::realpath(path, nullptr);
  if (found == nullptr) return last_error();
  out = found;
  std::free(found);  // NOLINT(cppcoreguidelines-no-malloc)
  return {};
}

std::error_code status_of(int fd, FileStatus& out) {
  FileTimes times;
  return status_of(fd, out, times);
}

std::error_code status_of(int fd, FileStatus& out, FileTimes& times) {
  struct stat found = {};
  if (::fstat(fd, &found) != 0) return last_error();
  out = convert(found);
  times = times_of(found);
  return {};
}

std::int64_t file_clock() noexcept {
  struct timespec now = {};
#ifdef CLOCK_REALTIME_COARSE
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
#else
  ::clock_gettime(CLOCK_REALTIME, &now);
#endif
  return nanoseconds(now);
}

std::error_code read_link(int parent, const char* name, std::string& out) {
  for (std::size_t size = 256;; size *= 2) {
    out.resize(size);
    const ssize_t got = ::readlinkat(parent, name, out.data(), size);
    if (got < 0) return last_error();
    if (static_cast<std::size_t>(got) < size) {
      out.resize(static_cast<std::size_t>(got));
      return {};
    }
  }
}

std::error_code read_full(int fd, std::span<std::byte> buffer, std::size_t& got) {
  got = 0;
  while (got < buffer.size()) {
    const ssize_t n =
        uninterrupted([&] { return ::read(fd, buffer.data() + got, buffer.size() - got); });
    if (n < 0) return last_error();
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return {};
}

std::error_code write_all(int fd, std::span<const std::byte> data,
                          const std::function<void()>& interrupted) {
  // Once a part is written the rest follows: whoever is interrupted has to know where the output
  // ends.
  bool begun = false;
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n == 0) return std::make_error_code(std::errc::io_error);  // or this might never end
    if (n > 0) {
      begun = true;
      data = data.subspan(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      return last_error();
    } else if (interrupted && !begun) {
      interrupted();
    }
  }
  return {};
}

namespace {

// Whether `path` could not be opened since it is a FIFO that nobody reads. Leaves errno alone.
bool is_unread_fifo(const char* path) {
  if (errno != ENXIO) return false;
  FileStatus status;
  const bool is_fifo = !status_behind(path, status) && status.kind == Kind::fifo;
  errno = ENXIO;
  return is_fifo;
}

}  // namespace

// Waits for somebody to read a FIFO by asking again and again: a signal that came just before the
// waiting began would not end it otherwise.
std::error_code open_for_writing(const char* path, Descriptor& out,
                                 const std::function<void()>& interrupted) {
  constexpr std::chrono::milliseconds kTick{20};
  constexpr int kHow = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  int fd = ::open(path, kHow);
  while (fd < 0 && (errno == EINTR || is_unread_fifo(path))) {
    if (interrupted) interrupted();
    std::this_thread::sleep_for(kTick);
    fd = ::open(path, kHow);
  }
  if (const auto error = adopt(fd, out)) return error;
  if (::fcntl(fd, F_SETFL, 0) != 0) return last_error();
  return {};
}

std::error_code open_for_appending(const char* path, Descriptor& out) {
  constexpr int kHow = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK;
  return adopt(uninterrupted([&] { return ::open(path, kHow); }), out);
}

std::error_code ends_line(int fd, std::uint64_t size, bool& ends) {
  char last = 0;
  const ssize_t got =
      uninterrupted([&] { return ::pread(fd, &last, 1, static_cast<off_t>(size - 1)); });
  ends = last == '\n';
  return got < 0 ? last_error() : std::error_code();
}

std::error_code truncate(int fd, std::uint64_t size) {
  if (uninterrupted([&] { return ::ftruncate(fd, static_cast<off_t>(size)); }) != 0) {
    return last_error();
  }
  return {};
}

std::error_code create_unnamed(const char* directory, Descriptor& out) {
#ifdef O_TMPFILE
  const int fd =
      uninterrupted([&] { return ::open(directory, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666); });
  if (const auto error = adopt(fd, out)) return error;
  if (::access(path_of(fd).data(), F_OK) != 0) return last_error();
  return {};
#else
  static_cast<void>(directory), static_cast<void>(out);
  return std::make_error_code(std::errc::not_supported);
#endif
}

std::error_code create_new(const char* path, Descriptor& out) {
  return adopt(uninterrupted([&] {
                 return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
               }),
               out);
}

std::error_code give_name(int fd, const char* path) {
  const auto self = path_of(fd);
  if (::linkat(AT_FDCWD, self.data(), AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0) return last_error();
  return {};
}

std::error_code rename(const char* from, const char* to) {
  if (::rename(from, to) != 0) return last_error();
  return {};
}

void remove(const char* path) noexcept { ::unlink(path); }

std::error_code make_directory(const char* path) {
  if (::mkdir(path, 0777) != 0) return last_error();
  return {};
}

void remove_directory(const char* path) noexcept { ::rmdir(path); }

std::error_code sync(int fd) {
  // A pipe or a terminal has nothing to sync.
  if (uninterrupted([&] { return ::fsync(fd); }) != 0 && errno != EINVAL && errno != EROFS) {
    return last_error();
  }
  return {};
}

std::uint64_t times_waited() noexcept {
#ifdef RUSAGE_THREAD
  struct rusage usage = {};
  if (::getrusage(RUSAGE_THREAD, &usage) == 0) return static_cast<std::uint64_t>(usage.ru_nvcsw);
#endif
  return 0;
}

std::size_t descriptor_limit() noexcept {
  struct rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 65536));
}

void widen_pipe(int fd, int bytes) noexcept {
#ifdef F_SETPIPE_SZ
  static_cast<void>(::fcntl(fd, F_SETPIPE_SZ, bytes));
#else
  static_cast<void>(fd), static_cast<void>(bytes);
#endif
}

}  // namespace tare::os
