#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sha256.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// One entry of a tar, as it stands there.
struct TarItem {
  std::string name;
  Kind kind = Kind::file;
  std::uint32_t mode = 0;
  std::uint64_t size = 0;
  std::string target;   ///< of a symbolic link
  std::string same_as;  ///< for a hard link, the name of the other entry; it has no size here
  std::uint32_t special_major = 0;
  std::uint32_t special_minor = 0;
  Sha256Digest digest = {};  ///< of the content of a file
};

/// Reads a tar, which gzip, bzip2, xz, zstd or lz4 may have compressed, from the open descriptor
/// `fd` and hands its entries to `take`; errors call it `where`. Keeps nothing but the entry at
/// hand.
///
/// Throws Error: usage for what is no tar, input for one that is damaged or cut.
void read_tar(int fd, const std::string& where, const std::function<void(TarItem&)>& take);

/// The version of the library behind it.
[[nodiscard]] std::string libarchive_version();

}  // namespace tare
