#include "bare_walk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

namespace tare::bench {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr std::size_t kListing = std::size_t{64} << 10;

template <typename Result>
Result checked(Result result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

class Descriptor {
 public:
  Descriptor(int parent, const char* name, int flags)
      : number_(
            checked(openat(parent, name, flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW), "openat")) {}
  ~Descriptor() { close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

class Walk {
 public:
  Walk(Depth depth, const BareSink& sink)
      : depth_(depth), sink_(sink), listing_(kListing), block_(kBlock) {}

  // The listing's buffer is shared: a directory is listed to its end before anything below it.
  void directory(int parent, const char* name) {
    const Descriptor here(parent, name, O_DIRECTORY);
    std::string directories;
    std::string others;
    list(here.number(), directories, others);
    for_each(others, [&](const char* other) { leaf(here.number(), other); });
    for_each(directories, [&](const char* below) { directory(here.number(), below); });
  }

  [[nodiscard]] BareTotals totals() const noexcept { return totals_; }

 private:
  // Each name with its NUL; one that is a regular file begins with 'f'.
  void list(int directory, std::string& directories, std::string& others) {
    while (const auto size = static_cast<std::size_t>(checked(
               syscall(SYS_getdents64, directory, listing_.data(), listing_.size()), "getdents"))) {
      for (std::size_t at = 0; at < size;) {
        const auto* entry = reinterpret_cast<const dirent64*>(listing_.data() + at);
        at += entry->d_reclen;
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        ++totals_.entries;
        if (entry->d_type != DT_DIR) others += entry->d_type == DT_REG ? 'f' : '-';
        (entry->d_type == DT_DIR ? directories : others).append(name).append(1, '\0');
      }
    }
  }

  template <typename Function>
  static void for_each(const std::string& names, Function function) {
    for (std::size_t at = 0; at < names.size(); at += std::strlen(names.data() + at) + 1) {
      function(names.data() + at);
    }
  }

  void leaf(int directory, const char* typed_name) {
    const char* name = typed_name + 1;
    if (depth_ == Depth::kSizes) {
      struct stat status {};
      checked(fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW), "fstatat");
      totals_.bytes += static_cast<std::uint64_t>(status.st_size);
    } else if (depth_ == Depth::kBytes && *typed_name == 'f') {
      file(directory, name);
    }
  }

  void file(int directory, const char* name) {
    const Descriptor here(directory, name, 0);
    struct stat status {};
    checked(fstat(here.number(), &status), "fstat");
    for (auto left = static_cast<std::size_t>(status.st_size); left > 0;) {
      const auto size = static_cast<std::size_t>(
          checked(read(here.number(), block_.data(), block_.size()), "read"));
      if (size == 0) return;
      if (sink_) sink_({block_.data(), size});
      totals_.bytes += size;
      left -= size < left ? size : left;
    }
  }

  Depth depth_;
  const BareSink& sink_;
  std::vector<char> listing_;
  std::vector<std::byte> block_;
  BareTotals totals_;
};

}  // namespace

BareTotals bare_walk(const std::string& directory, Depth depth, const BareSink& sink) {
  Walk walk(depth, sink);
  walk.directory(AT_FDCWD, directory.c_str());
  return walk.totals();
}

}  // namespace tare::bench
