#pragma once

#include <mutex>
#include <unordered_set>

#include "block.hpp"
#include "parcel.hpp"
#include "tar_encoder.hpp"
#include "tare/pack.hpp"
#include "tree_reader.hpp"

namespace tare {

/// Files with several names: which reader reads their content.
class LinkClaims {
 public:
  /// True for the first who asks for `id`. From any thread.
  [[nodiscard]] bool claim(const FileId& id) {
    const std::lock_guard lock(mutex_);
    return claimed_.insert(id).second;
  }

 private:
  std::mutex mutex_;
  std::unordered_set<FileId, FileIdHash> claimed_;
};

/// A file up to this size is read whole before its header is made.
constexpr std::size_t kSmallFile = std::size_t{256} << 10;

/// Opens, reads and encodes entries of an archive, ahead of their turn.
class PackReader : public Collector {
 public:
  /// All but this is shared and outlives it.
  PackReader(const PackOptions& options, BlockPool& pool, LinkClaims& claims)
      : options_(options), claims_(claims), blocks_(pool) {}

  void collect(int parent, const char* base, Event& event, Batch& batch) override;
  void collect_directory(int opened, int parent, const char* base, Event& event,
                         Batch& batch) override;
  [[nodiscard]] bool is_full(const Batch& batch) const override;

 private:
  [[nodiscard]] bool read_file(int parent, const char* base, Event& event, Batch& batch,
                               Parcel& parcel);
  [[nodiscard]] bool read_other(int parent, const char* base, Event& event, Batch& batch,
                                Parcel& parcel);
  [[nodiscard]] bool is_output(const FileId& id) const;
  [[nodiscard]] std::error_code read_small(const os::Descriptor& file, Parcel& parcel);
  void put_data(std::span<const std::byte> data, Parcel& parcel);

  const PackOptions& options_;
  LinkClaims& claims_;
  BlockWriter blocks_;
  TarEncoder encoder_;
  TarHeader header_;
  int directory_ = -1;  // the entry, open, if it is one
  FileStatus status_;   // of the entry, as the file system has it
};

}  // namespace tare
