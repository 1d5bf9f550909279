#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compressed_stream.hpp"
#include "tare/sink.hpp"

struct ZSTD_CCtx_s;

namespace tare {

/// zstd, the only place with libzstd: one frame with a checksum, compressed by libzstd's threads.
class ZstdStream : public CompressedStream {
 public:
  static constexpr int kDefaultLevel = 3;
  static constexpr int kMinLevel = 1;
  static constexpr int kMaxLevel = 19;

  /// `threads` is 1 at least; libzstd has an upper bound, beyond which more make no difference.
  ZstdStream(Sink sink, int level, unsigned threads);

  void write(std::span<const std::byte> bytes) override;
  void finish() override;

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const noexcept;
  };

  void begin();
  void start_threads();
  void hand_over();

  const Sink sink_;
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
  std::vector<std::byte> output_;
  std::size_t filled_ = 0;       // of output_
  std::size_t handed_over_ = 0;  // of output_, ahead of the rest
  bool begun_ = false;
};

/// The version of the library behind it.
[[nodiscard]] std::string libzstd_version();

}  // namespace tare
