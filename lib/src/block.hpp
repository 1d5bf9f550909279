#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace tare {

/// Memory for pieces of an archive, used again and again: fresh memory costs more than reading into
/// it.
class BlockPool {
 public:
  static constexpr std::size_t kBlock = std::size_t{272} << 10;

  using Bytes = std::unique_ptr<std::byte[]>;  // NOLINT(modernize-avoid-c-arrays): not initialised

  /// Memory that goes back to the pool when its last holder lets go. The pool outlives it.
  class Block {
   public:
    Block(BlockPool& pool, Bytes bytes, std::size_t size)
        : pool_(pool), bytes_(std::move(bytes)), size_(size) {}
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    ~Block() { pool_.take_back(std::move(bytes_), size_); }

    [[nodiscard]] std::span<std::byte> bytes() const noexcept { return {bytes_.get(), size_}; }

   private:
    BlockPool& pool_;
    Bytes bytes_;
    std::size_t size_;
  };
  using Handle = std::shared_ptr<const Block>;

  /// At least `size` bytes, and at least kBlock. From any thread.
  [[nodiscard]] Handle get(std::size_t size);

 private:
  void take_back(Bytes bytes, std::size_t size);

  std::mutex mutex_;
  std::vector<Bytes> free_;
};

/// Puts pieces into blocks, one behind the other; one for each thread.
class BlockWriter {
 public:
  explicit BlockWriter(BlockPool& pool) : pool_(pool) {}

  /// Room for `size` bytes; those of an earlier `reserve` that were not committed are lost.
  [[nodiscard]] std::span<std::byte> reserve(std::size_t size) {
    if (!block_ || block_->bytes().size() - used_ < size) {
      block_ = pool_.get(size);
      used_ = 0;
    }
    return block_->bytes().subspan(used_, size);
  }
  /// Keeps the first `size` bytes of the room.
  void commit(std::size_t size) { used_ += size; }
  [[nodiscard]] const BlockPool::Handle& block() const noexcept { return block_; }

 private:
  BlockPool& pool_;
  BlockPool::Handle block_;
  std::size_t used_ = 0;
};

}  // namespace tare
