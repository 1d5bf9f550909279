#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tare/sink.hpp"

namespace tare {

/// Hands an archive to a sink in blocks of 256 KiB.
class ArchiveStream {
 public:
  explicit ArchiveStream(Sink sink);

  void add(std::span<const std::byte> bytes);
  /// Hands over what is there.
  void flush();

  /// Bytes added so far.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  Sink sink_;
  std::vector<std::byte> block_;
  std::uint64_t bytes_ = 0;
};

}  // namespace tare
