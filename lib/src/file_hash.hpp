#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "digest_cache.hpp"
#include "os.hpp"
#include "sha256.hpp"

namespace tare {

/// A regular file that was read from its beginning to the end that it had.
struct HashedFile {
  Sha256Digest digest = {};
  FileStamp stamp;       ///< before it was read
  bool settled = false;  ///< as is_settled(), and nothing happened to it in between
  bool changed = false;  ///< its content changed while it was read: longer, or another mtime
  const char* trouble = nullptr;  ///< why there is no digest
  std::error_code error;          ///< the reason of that, where there is one
};

/// Reads and hashes files; one for each thread.
class FileHasher {
 public:
  FileHasher();

  /// Is told the bytes of each piece; false ends the work, with trouble.
  using Going = std::function<bool(std::size_t bytes)>;

  /// `clock` is that of before `stamp` was taken. Never throws for what is wrong with the file.
  void hash(int fd, const FileStamp& stamp, std::int64_t clock, HashedFile& out,
            const Going& going);

 private:
  static constexpr std::size_t kPiece = std::size_t{256} << 10;

  Sha256 sha256_;
  std::unique_ptr<std::byte[]> buffer_;  // NOLINT(modernize-avoid-c-arrays): not initialised
};

}  // namespace tare
