#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "compressed_stream.hpp"
#include "tare/sink.hpp"

struct libdeflate_compressor;

namespace tare {

/// gzip, the only place with libdeflate: a member for each block of input, compressed by worker
/// threads.
///
/// The trailer of a member is held back until the next one is ready or the stream is finished.
/// Where members end, a cut stream would look like a complete one.
class GzipStream : public CompressedStream {
 public:
  static constexpr std::size_t kBlock = std::size_t{1} << 20;
  static constexpr int kDefaultLevel = 6;
  static constexpr int kMinLevel = 1;
  static constexpr int kMaxLevel = 12;

  /// `threads` is 1 at least.
  GzipStream(Sink sink, int level, unsigned threads);
  ~GzipStream() override;

  void write(std::span<const std::byte> bytes) override;
  void finish() override;

 private:
  struct Block;
  struct Free {
    void operator()(libdeflate_compressor* compressor) const noexcept;
  };
  using Deflate = std::unique_ptr<libdeflate_compressor, Free>;

  void begin();
  [[nodiscard]] std::unique_ptr<Block> empty_block();
  void submit();
  void start_worker();
  void work(libdeflate_compressor& deflate) noexcept;
  [[nodiscard]] bool oldest_is_ready();
  void hand_over_oldest();

  const Sink sink_;
  const int level_;
  unsigned threads_;

  // Of the calling thread alone.
  bool begun_ = false;
  bool first_member_ = true;
  std::array<std::byte, 8> trailer_{};  // of the last member that was handed over
  std::unique_ptr<Block> filling_;
  std::deque<std::unique_ptr<Block>> submitted_;  // in the order of the stream
  std::vector<std::unique_ptr<Block>> idle_;

  std::mutex mutex_;
  std::condition_variable work_there_;
  std::condition_variable block_ready_;
  std::deque<Block*> waiting_;  // for a worker
  bool stopped_ = false;
  std::vector<std::jthread> workers_;
};

/// The version of the library behind it.
[[nodiscard]] std::string libdeflate_version();

}  // namespace tare
