// Extended attributes.

#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/limits.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#endif

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "os.hpp"

namespace tare::os {

#ifdef __linux__
namespace {

std::error_code attribute_error() { return {errno, std::generic_category()}; }

// An open file.
struct OpenFile {
  int fd;
  [[nodiscard]] ssize_t list(char* out, std::size_t size) const {
    return ::flistxattr(fd, out, size);
  }
  [[nodiscard]] ssize_t get(const char* name, char* out, std::size_t size) const {
    return ::fgetxattr(fd, name, out, size);
  }
};

// What has this name in an open directory, by calls that came with Linux 6.13; glibc has no names
// for them yet. Their numbers are the same on every machine but Alpha.
struct InDirectory {
#ifdef __alpha__
  static constexpr long kGet = 574;
#else
  static constexpr long kGet = 464;
#endif
  static constexpr long kList = kGet + 1;

  // What getxattrat takes.
  struct Value {
    alignas(8) std::uint64_t address;
    std::uint32_t size;
    std::uint32_t flags;
  };

  int parent;
  const char* base;
  [[nodiscard]] ssize_t list(char* out, std::size_t size) const {
    return ::syscall(kList, parent, base, AT_SYMLINK_NOFOLLOW, out, size);
  }
  [[nodiscard]] ssize_t get(const char* name, char* out, std::size_t size) const {
    Value value{reinterpret_cast<std::uintptr_t>(out), static_cast<std::uint32_t>(size), 0};
    return ::syscall(kGet, parent, base, AT_SYMLINK_NOFOLLOW, name, &value, sizeof(value));
  }
};

// What has this path, itself.
struct AtPath {
  const char* path;
  [[nodiscard]] ssize_t list(char* out, std::size_t size) const {
    return ::llistxattr(path, out, size);
  }
  [[nodiscard]] ssize_t get(const char* name, char* out, std::size_t size) const {
    return ::lgetxattr(path, name, out, size);
  }
};

// The names, each with a NUL behind it.
template <typename File>
std::error_code list_attributes(const File& file, std::string& out) {
  // Nearly all files have none at all.
  std::array<char, 1024> names;  // NOLINT: filled by the kernel
  ssize_t listed = file.list(names.data(), names.size());
  if (listed >= 0) {
    out.assign(names.data(), static_cast<std::size_t>(listed));
    return {};
  }
  out.clear();
  if (errno == EOPNOTSUPP) return {};
  if (errno != ERANGE) return attribute_error();
  out.resize(XATTR_LIST_MAX);
  listed = file.list(out.data(), out.size());
  out.resize(listed < 0 ? 0 : static_cast<std::size_t>(listed));
  return listed < 0 ? attribute_error() : std::error_code();
}

template <typename File>
std::error_code value_of_attribute(const File& file, const char* name, std::string& out) {
  out.resize(1024);
  ssize_t got = file.get(name, out.data(), out.size());
  if (got < 0 && errno == ERANGE) {
    out.resize(XATTR_SIZE_MAX);
    got = file.get(name, out.data(), out.size());
  }
  out.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return got < 0 ? attribute_error() : std::error_code();
}

bool has_no_such_attribute(std::error_code error) {
  return error.value() == ENODATA || error.value() == EOPNOTSUPP;
}

template <typename File>
std::error_code all_attributes(const File& file, std::vector<Attribute>& out) {
  out.clear();
  std::string names;
  if (const auto error = list_attributes(file, names)) return error;
  for (std::size_t begin = 0; begin < names.size(); begin += std::strlen(&names[begin]) + 1) {
    Attribute found{&names[begin], {}};
    const std::error_code error = value_of_attribute(file, found.name.c_str(), found.value);
    if (error && !has_no_such_attribute(error)) return error;
    if (!error) out.push_back(std::move(found));
  }
  std::sort(out.begin(), out.end(),
            [](const Attribute& a, const Attribute& b) { return a.name < b.name; });
  return {};
}

}  // namespace
#endif

std::error_code attribute(int fd, const char* name, std::string& out) {
  out.clear();
#ifdef __linux__
  // The list says sooner than the attribute itself that there is none.
  const OpenFile file{fd};
  std::string names;
  if (const auto error = list_attributes(file, names)) return error;
  if (names.find(std::string_view(name, std::strlen(name) + 1)) == std::string::npos) return {};
  const std::error_code error = value_of_attribute(file, name, out);
  if (error && !has_no_such_attribute(error)) return error;
#else
  static_cast<void>(fd), static_cast<void>(name);
#endif
  return {};
}

std::error_code attributes(int fd, std::vector<Attribute>& out) {
#ifdef __linux__
  return all_attributes(OpenFile{fd}, out);
#else
  static_cast<void>(fd);
  out.clear();
  return {};
#endif
}

std::error_code attributes_at(int parent, const char* name, std::vector<Attribute>& out) {
#ifdef __linux__
  static std::atomic<bool> old_system{false};
  if (!old_system) {
    const std::error_code error = all_attributes(InDirectory{parent, name}, out);
    // EPERM is what a sandbox says that is older than the call.
    if (error.value() != ENOSYS && error.value() != EPERM) return error;
    old_system = true;
  }
  std::array<char, PATH_MAX> path;  // NOLINT: filled below
  const int length = std::snprintf(path.data(), path.size(), "/proc/self/fd/%d/%s", parent, name);
  if (static_cast<std::size_t>(length) >= path.size()) {
    return std::make_error_code(std::errc::filename_too_long);
  }
  return all_attributes(AtPath{path.data()}, out);
#else
  static_cast<void>(parent), static_cast<void>(name);
  out.clear();
  return {};
#endif
}

}  // namespace tare::os
