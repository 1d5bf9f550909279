#include "builder/copy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace test {
namespace {

using fsutil::types::Stat;

constexpr std::uint32_t kDirectory = 1u << 31;
constexpr std::uint32_t kSymlink = 1u << 27;
constexpr std::uint32_t kDevice = 1u << 26;
constexpr std::uint32_t kNamedPipe = 1u << 25;
constexpr std::uint32_t kSetUid = 1u << 23;
constexpr std::uint32_t kSetGid = 1u << 22;
constexpr std::uint32_t kCharacterDevice = 1u << 21;
constexpr std::uint32_t kSticky = 1u << 20;
constexpr std::uint32_t kNoFile = kDirectory | kSymlink | kDevice | kNamedPipe;

void need(bool done, const std::string& what) {
  if (!done) throw std::system_error(errno, std::generic_category(), what);
}

bool is_file(const Stat& stat) { return (stat.mode() & kNoFile) == 0; }

mode_t permissions(const Stat& stat) {
  mode_t mode = stat.mode() & 0777u;
  if ((stat.mode() & kSetUid) != 0) mode |= S_ISUID;
  if ((stat.mode() & kSetGid) != 0) mode |= S_ISGID;
  if ((stat.mode() & kSticky) != 0) mode |= S_ISVTX;
  return mode;
}

mode_t special_kind(const Stat& stat) {
  if ((stat.mode() & kNamedPipe) != 0) return S_IFIFO;
  return (stat.mode() & kCharacterDevice) != 0 ? S_IFCHR : S_IFBLK;
}

}  // namespace

Copy::Copy(std::string directory) : directory_(std::move(directory)) {
  std::filesystem::create_directories(directory_);
}

bool Copy::take(const Stat& stat) {
  const std::string& name = stat.path();
  now_.insert(name);
  Stat& known = told_[name];
  const bool is_directory = (stat.mode() & kDirectory) != 0;
  const bool was_directory = (known.mode() & kDirectory) != 0;
  const bool same = known.SerializeAsString() == stat.SerializeAsString();
  const bool new_entry = known.path().empty() || is_directory != was_directory;
  known = stat;
  if (same) return false;
  if (!is_directory || new_entry) std::filesystem::remove_all(path(name));
  if (is_file(stat) && stat.linkname().empty()) {
    write(name, "");
    return true;
  }
  if (!is_directory || new_entry) make(stat);
  return false;
}

void Copy::make(const Stat& stat) {
  const std::string to = path(stat.path());
  if ((stat.mode() & kDirectory) != 0) {
    need(mkdir(to.c_str(), 0700) == 0, to);
    return;
  }
  if ((stat.mode() & kSymlink) != 0) {
    need(symlink(stat.linkname().c_str(), to.c_str()) == 0, to);
  } else if (!stat.linkname().empty()) {
    need(link(path(stat.linkname()).c_str(), to.c_str()) == 0, to);
    return;
  } else {
    const auto device =
        makedev(static_cast<unsigned>(stat.devmajor()), static_cast<unsigned>(stat.devminor()));
    need(mknod(to.c_str(), special_kind(stat) | 0600, device) == 0, to);
  }
  dress(stat);
}

void Copy::write(const std::string& name, const std::string& data) {
  std::ofstream file(path(name), std::ios::app | std::ios::binary);
  file << data;
  need(file.good(), path(name));
}

void Copy::complete(const std::string& name) { dress(told_.at(name)); }

void Copy::dress(const Stat& stat) {
  const std::string to = path(stat.path());
  if ((stat.mode() & kSymlink) == 0) need(chmod(to.c_str(), permissions(stat)) == 0, to);
  constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t seconds = stat.modtime() / kSecond;
  if (stat.modtime() % kSecond < 0) --seconds;
  const timespec time{seconds, stat.modtime() - seconds * kSecond};
  const timespec times[2] = {time, time};
  need(utimensat(AT_FDCWD, to.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0, to);
}

void Copy::finish() {
  std::vector<Stat> directories;
  for (auto entry = told_.begin(); entry != told_.end();) {
    if (!now_.contains(entry->first)) {
      std::filesystem::remove_all(path(entry->first));
      entry = told_.erase(entry);
      continue;
    }
    if ((entry->second.mode() & kDirectory) != 0) directories.push_back(entry->second);
    ++entry;
  }
  for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
    dress(*directory);
  }
  now_.clear();
}

}  // namespace test
