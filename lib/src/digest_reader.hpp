#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "digest_cache.hpp"
#include "file_hash.hpp"
#include "large_files.hpp"
#include "tree_reader.hpp"

namespace tare {

/// Digests of files with several names, so that each is read once, or nearly.
class LinkedDigests {
 public:
  /// From any thread.
  [[nodiscard]] std::optional<HashedFile> find(const FileStamp& stamp);
  void add(const HashedFile& file);
  [[nodiscard]] std::shared_ptr<LargeFiles::Task> find_task(const FileStamp& stamp);
  void add(const std::shared_ptr<LargeFiles::Task>& task);

 private:
  std::mutex mutex_;
  std::unordered_map<FileId, HashedFile, FileIdHash> files_;
  std::unordered_map<FileId, std::shared_ptr<LargeFiles::Task>, FileIdHash> tasks_;
};

/// What a reader found out about a file or link that the cache did not have.
struct DigestFinding {
  HashedFile file;                 ///< of a link, the digest of its target only
  bool read = false;               ///< it was read for this name
  std::uint32_t target_begin = 0;  ///< of a link, in DigestCargo::targets
  std::uint32_t target_size = 0;
  std::shared_ptr<LargeFiles::Task> task;  ///< to be waited for, and `file` is its result
};

/// Either of the two. Small, since it goes from one processor to another.
struct DigestParcel {
  std::uint32_t cached = DigestCache::kNone;  ///< the place in the cache
  std::uint32_t finding = 0;                  ///< in DigestCargo::findings
};

struct DigestCargo : Cargo {
  std::vector<DigestParcel> parcels;
  std::vector<DigestFinding> findings;
  std::string targets;
  std::uint64_t bytes = 0;  ///< that were read

  void clear() override {
    parcels.clear();
    findings.clear();
    targets.clear();
    bytes = 0;
  }
  [[nodiscard]] std::size_t size() const override {
    return parcels.size() * sizeof(DigestParcel) + targets.size() +
           findings.size() * sizeof(DigestFinding);
  }
};

/// What all readers of one digest share.
struct DigestReading {
  const DigestCache& cache;
  LinkedDigests& linked;
  LargeFiles& large;
  const std::vector<FileId>& skip;  ///< with what is told about it
};

/// Finds the digests of entries, ahead of their turn.
class DigestReader : public Collector {
 public:
  /// What is in there outlives it.
  explicit DigestReader(const DigestReading& shared) : shared_(shared) {}

  void collect(int parent, const char* base, Event& event, Batch& batch) override;
  void collect_directory(int opened, int parent, const char* base, Event& event,
                         Batch& batch) override;
  [[nodiscard]] bool is_full(const Batch& batch) const override;

 private:
  [[nodiscard]] bool read_file(int parent, const char* base, Event& event, Batch& batch,
                               DigestFinding& finding);
  [[nodiscard]] bool read_link(int parent, const char* base, Event& event, Batch& batch,
                               DigestFinding& finding);
  [[nodiscard]] bool is_skipped() const;
  static void add(const DigestParcel& parcel, Event& event, DigestCargo& cargo);

  const DigestReading shared_;
  FileHasher hasher_;
  Sha256 sha256_;
  FileStatus status_;  // of the entry
  os::FileTimes times_;
  std::string target_;
  std::uint32_t hint_ = DigestCache::kNone;  // where the next file may be in the cache
};

}  // namespace tare
