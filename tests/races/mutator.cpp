#include "mutator.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <system_error>

#include "contents.hpp"

namespace races {
namespace {

constexpr unsigned kFamilies = 4;
constexpr std::size_t kSmall = 60'000;   // that a changing file never grows beyond
constexpr std::size_t kLarge = 272'000;  // of those that are packed while they are read
constexpr std::size_t kRecordSize = 16;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
 public:
  Descriptor(int directory, const std::string& name, int flags)
      : fd_(openat(directory, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, 0644)) {
    if (fd_ < 0) fail(name);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(fd_); }

  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, const std::string& data) {
  for (std::size_t at = 0; at < data.size();) {
    const ssize_t n = ::write(fd, data.data() + at, data.size() - at);
    if (n < 0) fail("write");
    at += static_cast<std::size_t>(n);
  }
}

}  // namespace

Canary::Canary() {
  const std::string content = std::string(kCanary) + "\n-----BEGIN PRIVATE KEY-----\n" +
                              std::string(256, 'M') + "\n-----END PRIVATE KEY-----\n";
  outside_.file("way", content);
  outside_.file("place/" + std::string(kCanary), content);
  for (unsigned i = 0; i < kFamilies; ++i) outside_.file(fmt::format("place/a.w{}", i), content);
  // Only who looks outside comes to this many bytes.
  outside_.file("place/huge");
  std::filesystem::resize_file(outside_.path("place/huge"), std::uintmax_t{1} << 40);
}

bool Canary::is_untouched() const {
  const std::string content = test::read_file(file());
  bool same = content.starts_with(kCanary);
  std::size_t names = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory())) {
    ++names;
    if (entry.path().filename() != "huge") {
      same = same && test::read_file(entry.path().string()) == content;
    }
  }
  return same && names == kFamilies + 2;
}

// Knows at all times what is where, and follows no link: it has the folder to itself.
class Mutator::Changes {
 public:
  Changes(Mutator& its, Manners manners)
      : its_(its),
        manners_(manners),
        random_(its.seed_++),
        root_(AT_FDCWD, its.folder_, O_DIRECTORY) {}

  void make_folder() {
    for (const char* name : {"files", "swap", "dirs", "out", "out/keep", "out/sub", "work"})
      make_directory(name);
    for (unsigned i = 0; i < kFamilies; ++i) {
      for (const char* stem : {"a", "b", "c"}) {
        put_whole(fmt::format("files/{}.w{}", stem, i));
        put_whole(fmt::format("swap/{}.w{}", stem, i));
      }
      make_directory(fmt::format("dirs/d{}", i));
      for (const char* name : {"a", "b"}) put_whole(fmt::format("dirs/d{}/{}.w{}", i, name, i));
      put_whole(fmt::format("out/keep/a.w{}", i));
      put_whole(fmt::format("out/sub/a.w{}", i));
      write(fmt::format("files/{}.m{}", i % 2 == 0 ? "a" : "b", i), 63 * kRecordSize);
      write(fmt::format("out/a.m{}", i), 300 * kRecordSize);
    }
    write("files/large.m9", kLarge);
    const std::string& folder = its_.folder_;
    for (const char* name : {"work/link-file", "work/link-directory"}) {
      const std::string& target = name[10] == 'f' ? its_.canary_file_ : its_.canary_directory_;
      if (symlinkat(target.c_str(), root_.get(), name) != 0) fail(name);
    }
    if (mkfifoat(root_.get(), "work/fifo", 0644) != 0) fail("fifo");
    if (mknod((folder + "/work/socket").c_str(), S_IFSOCK | 0644, 0) != 0) fail("socket");
  }

  void run(const std::stop_token& stop, unsigned pause_us) {
    while (!stop.stop_requested()) {
      const unsigned kinds = manners_ == Manners::gentle ? 5 : 16;
      change(number(kinds));
      wait(pause_us);
    }
  }

 private:
  void change(unsigned kind) {
    switch (kind) {
      case 0:
        return count("files replaced", [&] { put_whole(any({"files", "swap", "out/keep"})); });
      case 1:
        return count("files overwritten", [&] { overwrite(any_changing()); });
      case 2:
        return count("files appended to", [&] { append(any_changing()); });
      case 3:
        return count("files cut", [&] { cut(any_changing(), kSmall); });
      case 4:
        return count("files exchanged", [&] { exchange_within_family(); });
      case 5:
        return count("files removed and made again", [&] {
          remove_for_a_while(any({"files", "swap"}));
        });
      case 6:
        return count("files swapped for links", [&] {
          swap(any({"swap", "files", "out/keep"}), "work/link-file");
        });
      case 7:
        return count("files swapped for FIFOs", [&] { swap(any({"swap", "files"}), "work/fifo"); });
      case 8:
        return count("files swapped for sockets", [&] {
          swap(any({"swap", "files"}), "work/socket");
        });
      case 9:
      case 10:
        return count("directories swapped for links",
                     [&] { swap(any_directory(), "work/link-directory"); });
      case 11:
        return count("excluded directories swapped for links",
                     [&] { swap("out/sub", "work/link-directory"); });
      case 12:
        return count("directories made and removed", [&] { make_and_remove(); });
      case 13:
        return count("directories moved", [&] { move(any_directory()); });
      case 14:
        return count("hard links made and removed", [&] { link_for_a_while(); });
      default:
        return count("large files cut and made again", [&] { cut_large(); });
    }
  }

  template <typename Change>
  void count(const char* what, Change change) {
    change();
    ++its_.counts_[what];
  }

  unsigned number(unsigned below) { return static_cast<unsigned>(random_() % below); }

  void wait(unsigned most_us) {
    if (most_us != 0) std::this_thread::sleep_for(std::chrono::microseconds(number(most_us)));
  }

  // Some are nearly over before anybody sees them, and some last for several packs.
  void while_it_lasts() { wait(number(8) == 0 ? 5000 : 300); }

  std::string any(std::initializer_list<const char*> folders) {
    const std::string folder = *(folders.begin() + number(static_cast<unsigned>(folders.size())));
    const char* stem = folder == "out/keep" ? "a" : std::data({"a", "b", "c"})[number(3)];
    return fmt::format("{}/{}.w{}", folder, stem, number(kFamilies));
  }

  std::string any_changing() {
    const unsigned i = number(kFamilies);
    if (number(4) == 0) return fmt::format("out/a.m{}", i);
    return fmt::format("files/{}.m{}", i % 2 == 0 ? "a" : "b", i);
  }

  std::string any_directory() {
    return number(8) == 0 ? "out/keep" : fmt::format("dirs/d{}", number(kFamilies));
  }

  [[nodiscard]] std::string tag(const std::string& name) const {
    return tag_of(its_.name_ + '/' + name);
  }

  void make_directory(const std::string& name) {
    if (mkdirat(root_.get(), name.c_str(), 0755) != 0) fail(name);
  }

  void rename(const std::string& from, const std::string& to) {
    if (renameat(root_.get(), from.c_str(), root_.get(), to.c_str()) != 0) fail(from);
  }

  void remove(const std::string& name, int flags = 0) {
    if (unlinkat(root_.get(), name.c_str(), flags) != 0) fail(name);
  }

  void exchange(const std::string& a, const std::string& b) {
    if (renameat2(root_.get(), a.c_str(), root_.get(), b.c_str(), RENAME_EXCHANGE) != 0) fail(a);
  }

  void write(const std::string& name, std::size_t size) {
    const Descriptor file(root_.get(), name, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file.get(), records(tag(name), its_.version_++, size));
  }

  // In one step, whatever is there.
  void put_whole(const std::string& name) {
    {
      const Descriptor file(root_.get(), "work/new.tmp", O_WRONLY | O_CREAT | O_TRUNC);
      write_all(file.get(), whole(tag(name), its_.version_++));
    }
    rename("work/new.tmp", name);
  }

  void overwrite(const std::string& name) {
    const Descriptor file(root_.get(), name, O_RDWR);
    struct stat status = {};
    if (fstat(file.get(), &status) != 0) fail(name);
    write_all(file.get(),
              records(tag(name), its_.version_++, static_cast<std::size_t>(status.st_size)));
    // The time that it had: a cache must not be taken in.
    const timespec times[2] = {status.st_atim, status.st_mtim};
    if (number(2) == 0 && futimens(file.get(), times) != 0) fail(name);
  }

  void append(const std::string& name) {
    const Descriptor file(root_.get(), name, O_WRONLY | O_APPEND);
    struct stat status = {};
    if (fstat(file.get(), &status) != 0) fail(name);
    if (status.st_size < static_cast<off_t>(kSmall / 2)) {
      write_all(file.get(), records(tag(name), its_.version_++, kRecordSize * (1 + number(1000))));
    }
  }

  void cut(const std::string& name, std::size_t most) {
    const Descriptor file(root_.get(), name, O_WRONLY);
    struct stat status = {};
    if (fstat(file.get(), &status) != 0) fail(name);
    const unsigned size = number(static_cast<unsigned>(most) / kRecordSize) * kRecordSize;
    if (size < status.st_size && ftruncate(file.get(), size) != 0) fail(name);
  }

  void cut_large() {
    cut("files/large.m9", kLarge);
    while_it_lasts();
    write("files/large.m9", kLarge);
  }

  void exchange_within_family() {
    const unsigned family = number(kFamilies);
    exchange(fmt::format("files/a.w{}", family), fmt::format("swap/b.w{}", family));
  }

  void remove_for_a_while(const std::string& name) {
    remove(name);
    while_it_lasts();
    put_whole(name);
  }

  void swap(const std::string& name, const std::string& other) {
    exchange(name, other);
    while_it_lasts();
    exchange(name, other);
  }

  void make_and_remove() {
    make_directory("dirs/new");
    put_whole("dirs/new/a.w0");
    while_it_lasts();
    remove("dirs/new/a.w0");
    remove("dirs/new", AT_REMOVEDIR);
  }

  void move(const std::string& name) {
    rename(name, "work/moved");
    while_it_lasts();
    rename("work/moved", name);
  }

  void link_for_a_while() {
    const unsigned family = number(kFamilies);
    const std::string from = fmt::format("files/a.w{}", family);
    const std::string to = fmt::format("swap/linked.w{}", family);
    if (linkat(root_.get(), from.c_str(), root_.get(), to.c_str(), 0) != 0) fail(to);
    while_it_lasts();
    if (number(2) == 0) put_whole(from);
    remove(to);
  }

  Mutator& its_;
  Manners manners_;
  std::mt19937_64 random_;
  Descriptor root_;
};

Mutator::Mutator(const test::TempTree& tree, const Canary& canary, unsigned number,
                 std::uint64_t seed)
    : name_(fmt::format("t{}", number)),
      canary_file_(canary.file()),
      canary_directory_(canary.directory()),
      seed_(seed) {
  folder_ = tree.path(name_);
  tree.directory(name_);
  Changes(*this, Manners::gentle).make_folder();
}

Mutator::~Mutator() = default;

void Mutator::start(Manners manners, unsigned pause_us) {
  thread_ = std::jthread([this, manners, pause_us](const std::stop_token& stop) {
    Changes(*this, manners).run(stop, pause_us);
  });
}

void Mutator::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace races
