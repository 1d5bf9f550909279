#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "os.hpp"
#include "sha256.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// By what a file is known again as unchanged.
struct FileStamp {
  FileId id;
  std::uint64_t size = 0;
  os::FileTimes times;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

[[nodiscard]] inline FileStamp stamp_of(const FileStatus& status, const os::FileTimes& times) {
  return {status.id, status.size, times};
}

/// Whether a file that was read from `clock` (os::file_clock) on can only change with other times
/// from now on: its own are older by more than the steps of any clock that file systems go by.
[[nodiscard]] bool is_settled(const os::FileTimes& times, std::int64_t clock) noexcept;

/// Digests of files, from one time to the next. Finding is for any thread, while nobody else does
/// anything else.
class DigestCache {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// Nothing is in there.
  DigestCache() = default;
  /// Reads the file `path`, if there is one. What is no cache or damaged is told and not used.
  /// Throws Error (usage) when something is there that is no file.
  DigestCache(const std::string& path, const std::function<void(const Diagnostic&)>& diagnose);

  /// The place of the digest of a file; kNone where there is none. It is often right behind that of
  /// the file before, `hint`, since files are met in the same order each time.
  [[nodiscard]] std::uint32_t find(const FileStamp& stamp,
                                   std::uint32_t hint = kNone) const noexcept;
  [[nodiscard]] const Sha256Digest& at(std::uint32_t place) const { return records_[place].digest; }

  /// What was found is needed the next time, too.
  void keep(std::uint32_t place);
  /// For the next time.
  void add(const FileStamp& stamp, const Sha256Digest& digest);
  /// Writes what was kept and added, unless that is what was there. Throws Error (output).
  void write() const;

  /// The file that was read.
  [[nodiscard]] const std::optional<FileId>& file() const noexcept { return file_; }

 private:
  // As it is in the file, too.
  struct Record {
    std::uint64_t device, inode, size;
    std::int64_t modified, changed;
    Sha256Digest digest;
  };
  static_assert(sizeof(Record) == 72);

  [[nodiscard]] static FileStamp stamp_in(const Record& record) noexcept;
  [[nodiscard]] bool read(const os::Descriptor& file, std::uint64_t size);
  void make_table();

  std::string path_;
  std::optional<FileId> file_;
  std::size_t size_ = 0;
  std::unique_ptr<Record[]> records_;  // NOLINT(modernize-avoid-c-arrays): not initialised
  std::vector<std::uint32_t> table_;   // places in records_, by FileIdHash, the next one when taken
  std::vector<bool> kept_;
  std::vector<Record> added_;
  std::vector<std::uint32_t> order_;  // of those that are kept and, from size_, added
  bool damaged_ = false;
};

}  // namespace tare
