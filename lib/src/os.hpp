#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "tare/file_status.hpp"

/// The system calls of the library, all in one place. They never follow a symbolic link in the last
/// part of a name unless they say so, never block on a FIFO, and start again after EINTR.
namespace tare::os {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(std::exchange(other.fd_, -1));
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }
  void reset(int fd = -1) noexcept;
  /// Closes and says whether that went well.
  [[nodiscard]] std::error_code close() noexcept;

 private:
  int fd_ = -1;
};

/// The names in one directory, without `.` and `..`.
class Listing {
 public:
  struct Item {
    std::uint64_t key;  ///< the first 8 bytes of the name as a number, zeros behind a shorter one
    std::uint32_t offset;
    std::uint8_t type;  ///< as in readdir's d_type
  };

  void add(const char* name, std::uint8_t type);
  /// By bytes, as Docker lists them.
  void sort();

  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
  /// NUL-terminated.
  [[nodiscard]] const char* name(std::size_t i) const { return names_.data() + items_[i].offset; }
  /// The kind, where the file system tells it along with the name.
  [[nodiscard]] bool kind(std::size_t i, Kind& kind) const;

 private:
  std::string names_;
  std::vector<Item> items_;
};

/// Whether the process or the system has run out of something: then the error says nothing about
/// the file that was asked for.
[[nodiscard]] bool is_shortage(std::error_code error) noexcept;

/// Whether the system has failed, other than by refusing access or because there is nothing there.
[[nodiscard]] bool is_fault(std::error_code error) noexcept;

/// Whether there is nothing of that name.
[[nodiscard]] bool is_nothing(std::error_code error) noexcept;

/// Whether a path leads to nothing: also one that goes in circles, or is longer than any can be.
[[nodiscard]] bool leads_nowhere(std::error_code error) noexcept;

/// Opens a directory by its path, links followed.
[[nodiscard]] std::error_code open_root(const char* path, Descriptor& out);
/// Opens the directory `name` in `parent`; a link there is an error.
[[nodiscard]] std::error_code open_directory(int parent, const char* name, Descriptor& out);
/// The same, and whether something is mounted there; maybe the same file system once more.
[[nodiscard]] std::error_code open_directory(int parent, const char* name, Descriptor& out,
                                             bool& mounted);
/// Opens the directory at `name`, which may have several parts, below `root`: no part of it may be
/// a link.
[[nodiscard]] std::error_code open_directory_below(int root, const std::string& name,
                                                   Descriptor& out);
/// The same, and whether something is mounted there or on the way.
[[nodiscard]] std::error_code open_directory_below(int root, const std::string& name,
                                                   Descriptor& out, bool& mounted);
/// Whether an open directory shows what the kernel knows (proc, sysfs and the like) instead of
/// files.
[[nodiscard]] bool belongs_to_kernel(int directory) noexcept;
/// Opens a regular file in `parent` for reading; a link there is an error.
[[nodiscard]] std::error_code open_file(int parent, const char* name, Descriptor& out);
/// The same for a name that may have several parts, below `root`: no part of it may be a link.
[[nodiscard]] std::error_code open_file_below(int root, const std::string& name, Descriptor& out);
/// Opens a file by its path for reading, links followed.
[[nodiscard]] std::error_code open_path(const char* path, Descriptor& out);

/// Appends the names in an open directory.
[[nodiscard]] std::error_code list(int directory, Listing& out);
/// What list() is: by Linux's own call, or by Boost.Filesystem where TARE_PORTABLE_READER is set.
[[nodiscard]] std::error_code list_linux(int directory, Listing& out);
[[nodiscard]] std::error_code list_portable(int directory, Listing& out);
/// Asks about `name` in `parent`, without following a link.
[[nodiscard]] std::error_code status(int parent, const char* name, FileStatus& out);
/// Asks about what a path leads to, a link in its last part not followed.
[[nodiscard]] std::error_code status_at(const char* path, FileStatus& out);
/// The same with a link followed.
[[nodiscard]] std::error_code status_behind(const char* path, FileStatus& out);
/// The absolute path without links and dots.
[[nodiscard]] std::error_code real_path(const char* path, std::string& out);
[[nodiscard]] std::error_code status_of(int fd, FileStatus& out);
/// When a file changed, in nanoseconds since 1970.
struct FileTimes {
  std::int64_t modified = 0;  ///< its content; anybody may set it
  std::int64_t changed = 0;   ///< anything about it; the system's own

  friend bool operator==(const FileTimes&, const FileTimes&) = default;
};
/// The same with the times.
[[nodiscard]] std::error_code status(int parent, const char* name, FileStatus& out,
                                     FileTimes& times);
[[nodiscard]] std::error_code status_of(int fd, FileStatus& out, FileTimes& times);
/// What a file that changes now gets for a time, or a moment earlier: never later.
[[nodiscard]] std::int64_t file_clock() noexcept;
[[nodiscard]] std::error_code read_link(int parent, const char* name, std::string& out);

/// Reads until `buffer` is full or the file ends; `got` is the number of bytes.
[[nodiscard]] std::error_code read_full(int fd, std::span<std::byte> buffer, std::size_t& got);
/// The extended attribute `name` of an open file; empty when it has none or has no attributes.
[[nodiscard]] std::error_code attribute(int fd, const char* name, std::string& out);
/// An extended attribute.
struct Attribute {
  std::string name;
  std::string value;
};
/// All that an open file shows, by name; none where the file system has none.
[[nodiscard]] std::error_code attributes(int fd, std::vector<Attribute>& out);
/// The same for `name` in `parent`, which is not opened. Before Linux 6.13 that takes /proc.
[[nodiscard]] std::error_code attributes_at(int parent, const char* name,
                                            std::vector<Attribute>& out);

/// Writes all of `data`. When a signal interrupts it before any of that is written, it calls
/// `interrupted`, which may throw to end the writing; otherwise it goes on.
[[nodiscard]] std::error_code write_all(int fd, std::span<const std::byte> data,
                                        const std::function<void()>& interrupted);
/// Opens a file that exists for writing, a FIFO once it has a reader; meanwhile it calls
/// `interrupted` as write_all does, and every 20 ms.
[[nodiscard]] std::error_code open_for_writing(const char* path, Descriptor& out,
                                               const std::function<void()>& interrupted);
/// Opens a file that exists for reading, and for writing at its end; a link there is an error.
[[nodiscard]] std::error_code open_for_appending(const char* path, Descriptor& out);
/// Whether the byte before `size`, the last one of a file, is a line break.
[[nodiscard]] std::error_code ends_line(int fd, std::uint64_t size, bool& ends);
/// Cuts an open file to `size` bytes.
[[nodiscard]] std::error_code truncate(int fd, std::uint64_t size);
/// Makes a file without a name in `directory`; fails where the system could not name it later.
[[nodiscard]] std::error_code create_unnamed(const char* directory, Descriptor& out);
/// Makes the file `path`, which must not exist.
[[nodiscard]] std::error_code create_new(const char* path, Descriptor& out);
/// Gives a file made by create_unnamed a name that must not exist.
[[nodiscard]] std::error_code give_name(int fd, const char* path);
[[nodiscard]] std::error_code rename(const char* from, const char* to);
/// Removes a file, if it is there.
void remove(const char* path) noexcept;
/// Makes the directory `path`, which must not exist.
[[nodiscard]] std::error_code make_directory(const char* path);
/// Removes a directory, if it is there and empty.
void remove_directory(const char* path) noexcept;
/// Brings a file to its disk.
[[nodiscard]] std::error_code sync(int fd);
/// How often the calling thread has given up its processor to wait for something; 0 where the
/// system does not say.
[[nodiscard]] std::uint64_t times_waited() noexcept;
/// How many descriptors the process may have.
[[nodiscard]] std::size_t descriptor_limit() noexcept;
/// Asks for a pipe buffer of `bytes`; without effect on anything else.
void widen_pipe(int fd, int bytes) noexcept;

}  // namespace tare::os
