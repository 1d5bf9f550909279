#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "block.hpp"
#include "tare/sink.hpp"

namespace tare {

/// Hands pieces of an archive to a sink in large blocks, and copies only the small ones.
class ArchiveStream {
 public:
  explicit ArchiveStream(Sink sink);

  /// Adds `bytes`. They have to stay where they are until flush, or until hold has been given the
  /// block that they lie in.
  void add(std::span<const std::byte> bytes);
  /// The same for bytes that may go away at once.
  void add_copy(std::span<const std::byte> bytes);
  /// Keeps `block` until what was added so far is with the sink.
  void hold(BlockPool::Handle block) { held_.push_back(std::move(block)); }
  /// To be called after `hold` now and then: lets go of blocks that are not needed any more.
  void settle();
  void flush();

  /// Bytes added so far.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  void hand_over_run();
  void hand_over_copies();

  Sink sink_;
  std::span<const std::byte> run_;  // added, and neither copied nor handed over
  std::vector<std::byte> copies_;   // what comes before the run
  std::vector<BlockPool::Handle> held_;
  std::uint64_t bytes_ = 0;
};

}  // namespace tare
