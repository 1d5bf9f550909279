#pragma once

#include <cstddef>
#include <cstdint>

#include "tare/api.hpp"

namespace TARE_API tare {

enum class Kind { file, directory, symlink, fifo, character_device, block_device, socket };

[[nodiscard]] constexpr bool is_device(Kind kind) noexcept {
  return kind == Kind::character_device || kind == Kind::block_device;
}

/// Tells files apart on one machine: hard links share it.
struct FileId {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  friend bool operator==(const FileId&, const FileId&) = default;
};

struct FileIdHash {
  [[nodiscard]] std::size_t operator()(const FileId& id) const noexcept {
    return static_cast<std::size_t>(id.inode * 0x9E3779B97F4A7C15u ^ id.device);
  }
};

/// What the file system knows about one file.
struct FileStatus {
  Kind kind = Kind::file;
  std::uint32_t mode = 0;   ///< permission bits, with set-id and sticky bits
  std::uint64_t size = 0;   ///< apparent size in bytes
  std::int64_t mtime = 0;   ///< whole seconds since 1970, rounded down
  std::uint64_t links = 1;  ///< hard links
  FileId id;
  std::uint32_t special_major = 0;  ///< of a device file
  std::uint32_t special_minor = 0;
};

}  // namespace tare
