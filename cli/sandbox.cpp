#include "sandbox.hpp"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

#ifdef __linux__
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "tare/error.hpp"

// A tree is a stranger's, and what reads it may have a fault: a link that is followed after all, or
// a name that overwrites memory. Then the kernel still refuses what the command has no use for.
//
// Landlock (https://docs.kernel.org/userspace-api/landlock.html) knows rights by versions. A right
// that the kernel does not know is left out of the ruleset, and is not taken away. The numbers
// stand here since headers are older than kernels: Debian 12's end with version 2.

namespace cli {

#if defined(SYS_landlock_create_ruleset) && !defined(TARE_NO_SANDBOX)

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kWriteFile = 1u << 1u;
constexpr std::uint64_t kReadFile = 1u << 2u;
constexpr std::uint64_t kReadDirectory = 1u << 3u;
constexpr std::uint64_t kRemoveDirectory = 1u << 4u;
constexpr std::uint64_t kRemoveFile = 1u << 5u;
constexpr std::uint64_t kMakeRegular = 1u << 8u;
constexpr std::uint64_t kCommit = kMakeRegular | kRemoveFile;

// All about files that version 1 knows, and what came later: to another directory (2), truncation
// (3), commands to devices (5).
constexpr std::uint64_t kFirstRights = (1u << 13u) - 1;
constexpr std::uint64_t kRefer = 1u << 13u;
constexpr std::uint64_t kTruncate = 1u << 14u;
constexpr std::uint64_t kDeviceCommands = 1u << 15u;
// Version 4: to bind and to connect. Version 6: abstract sockets of others, signals to others.
constexpr std::uint64_t kTcp = 3;
constexpr std::uint64_t kOthers = 3;

constexpr unsigned kAskVersion = 1;  // a flag of landlock_create_ruleset
constexpr int kPathBeneath = 1;      // a kind of rule

// A kernel takes one that is longer than its own if the rest is zero.
struct Ruleset {
  std::uint64_t files = kFirstRights;
  std::uint64_t net = 0;
  std::uint64_t scoped = 0;
};

struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed = 0;
  std::int32_t parent = -1;
};

Ruleset ruleset_of(int version) {
  Ruleset ruleset;
  if (version >= 2) ruleset.files |= kRefer;
  if (version >= 3) ruleset.files |= kTruncate;
  if (version >= 4) ruleset.net = kTcp;
  if (version >= 5) ruleset.files |= kDeviceCommands;
  if (version >= 6) ruleset.scoped = kOthers;
  return ruleset;
}

// Silence would leave somebody with less protection than this system usually gives.
[[noreturn]] void fail(const std::string& path = {}) {
  const std::error_code code(errno, std::generic_category());
  throw tare::Error(tare::Fault::input, path,
                    "cannot enter the sandbox; --no-sandbox goes without it", code);
}

class Opened {
 public:
  explicit Opened(int fd) noexcept : fd_(fd) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

class Rules {
 public:
  explicit Rules(int version)
      : asked_(ruleset_of(version)),
        ruleset_(
            static_cast<int>(::syscall(SYS_landlock_create_ruleset, &asked_, sizeof asked_, 0))) {
    if (ruleset_.get() < 0) fail();
  }

  void allow(int fd, std::uint64_t rights, const std::string& path = {}) {
    const PathBeneath rule{rights, fd};
    if (::syscall(SYS_landlock_add_rule, ruleset_.get(), kPathBeneath, &rule, 0) == 0) return;
    if (errno != EBADFD) fail(path);  // a pipe, for one, which no ruleset is about
  }

  // What `path` leads to. If that is nothing, or out of reach, whoever opens it later says so.
  void allow(const std::string& path, std::uint64_t rights) {
    const Opened place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (place.get() >= 0) return allow(place.get(), rights, path);
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) fail(path);
  }

  // A directory's name must not open all that is in it.
  void allow_input(const std::string& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) allow(path, kReadFile);
  }

  // As tare::OutputFile goes about it: a regular file comes from beside, where links lead to, and
  // anything else is written to.
  void allow_output(const std::string& path) {
    std::error_code error;
    fs::path target = fs::canonical(path, error);
    if (error) target = path;
    struct stat status = {};
    if (::stat(target.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
      if (!S_ISDIR(status.st_mode)) allow(target, kWriteFile);
      return;
    }
    const fs::path parent = target.parent_path();
    allow(parent.empty() ? "." : parent.string(), kCommit | kWriteFile);
  }

  void enforce() const {
    if (::syscall(SYS_landlock_restrict_self, ruleset_.get(), 0) != 0) fail();
  }

 private:
  Ruleset asked_;
  Opened ruleset_;
};

// What the sanitizers look up at the end, when they search for leaks.
void allow_sanitizers([[maybe_unused]] Rules& rules) {
#ifdef __SANITIZE_ADDRESS__
  rules.allow("/proc/self", kReadFile | kReadDirectory);
#endif
}

}  // namespace

int landlock_version() noexcept {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
  // ENOSYS: not built in; EOPNOTSUPP: not switched on; EPERM: a container's filter knows no
  // Landlock.
  return version < 0 ? 0 : static_cast<int>(version);
}

bool confine(const FileAccess& access) {
  // Landlock asks for it, and it is worth having by itself: nothing here runs another program.
  const bool unprivileged = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  const int version = landlock_version();
  if (version == 0) return false;
  if (!unprivileged) fail();
  Rules rules(version);
  if (access.context >= 0) rules.allow(access.context, kReadFile | kReadDirectory);
  for (const std::string& path : access.commits_in) rules.allow(path, kCommit);
  for (const std::string& path : access.removes_directories_in) rules.allow(path, kRemoveDirectory);
  for (const std::string& path : access.outputs) rules.allow_output(path);
  for (const std::string& path : access.inputs) rules.allow_input(path);
  allow_sanitizers(rules);
  rules.enforce();
  return true;
}

#else

int landlock_version() noexcept { return 0; }

bool confine(const FileAccess& /*access*/) { return false; }

#endif

}  // namespace cli
