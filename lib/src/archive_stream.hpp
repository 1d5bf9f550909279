#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tare/sink.hpp"

namespace tare {

/// Hands an archive to a sink in blocks of 256 KiB. A block at which the sink throws stays here, as
/// does all that was added with it, and goes out with the next flush: whoever ends an archive that
/// broke off knows where in it that is.
class ArchiveStream {
 public:
  explicit ArchiveStream(Sink sink);

  void add(std::span<const std::byte> bytes);
  /// The same without handing over any of it.
  void add_in_one_piece(std::span<const std::byte> bytes);
  /// Hands over what is there.
  void flush();
  /// Removes the last `size` bytes of what has been added and not been handed over.
  void take_back(std::size_t size);

  /// Bytes added so far.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  void append(std::span<const std::byte> bytes);

  Sink sink_;
  std::vector<std::byte> block_;
  std::uint64_t bytes_ = 0;
};

}  // namespace tare
