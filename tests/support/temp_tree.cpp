#include "temp_tree.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace test {
namespace {

namespace fs = std::filesystem;

void require(bool done, const std::string& what) {
  if (!done) throw std::system_error(errno, std::generic_category(), what);
}

// In memory where that is possible: thousands of small trees take minutes on a disk.
fs::path place_for_trees() {
  const bool chosen = std::getenv("TMPDIR") != nullptr;  // NOLINT(concurrency-mt-unsafe)
  return !chosen && ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : fs::temp_directory_path();
}

}  // namespace

TempTree::TempTree() {
  std::string pattern = (place_for_trees() / "tare-test-XXXXXX").string();
  require(mkdtemp(pattern.data()) != nullptr, pattern);
  path_ = pattern;
}

TempTree::~TempTree() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TempTree::path(std::string_view name) const { return path_ + "/" + std::string(name); }

void TempTree::make_parents(std::string_view name) const {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) fs::create_directories(path(name.substr(0, slash)));
}

void TempTree::file(std::string_view name, std::string_view content) const {
  make_parents(name);
  std::ofstream out(path(name), std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  require(out.good(), path(name));
}

void TempTree::directory(std::string_view name) const { fs::create_directories(path(name)); }

void TempTree::symlink(std::string_view name, const std::string& target) const {
  make_parents(name);
  require(::symlink(target.c_str(), path(name).c_str()) == 0, path(name));
}

void TempTree::hard_link(std::string_view name, std::string_view existing) const {
  make_parents(name);
  require(::link(path(existing).c_str(), path(name).c_str()) == 0, path(name));
}

void TempTree::fifo(std::string_view name) const {
  make_parents(name);
  require(::mkfifo(path(name).c_str(), 0644) == 0, path(name));
}

void TempTree::socket(std::string_view name) const {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string where = path(name);
  if (where.size() >= sizeof(address.sun_path)) throw std::runtime_error("path too long: " + where);
  std::memcpy(address.sun_path, where.data(), where.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  require(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0, where);
  ::close(fd);
}

void TempTree::mode(std::string_view name, unsigned mode) const {
  require(::chmod(path(name).c_str(), mode) == 0, path(name));
}

void TempTree::mtime(std::string_view name, long long seconds) const {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  require(::utimensat(AT_FDCWD, path(name).c_str(), times, AT_SYMLINK_NOFOLLOW) == 0, path(name));
}

void TempTree::clear() const {
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) fs::remove_all(entry);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace test
