#pragma once

#include <cstddef>
#include <span>

namespace tare {

/// One method of compression at work on one stream. Hands the result to a Sink from within the
/// calls. After an exception it is only destroyed.
class CompressedStream {
 public:
  CompressedStream() = default;
  CompressedStream(const CompressedStream&) = delete;
  CompressedStream& operator=(const CompressedStream&) = delete;
  virtual ~CompressedStream() = default;

  virtual void write(std::span<const std::byte> bytes) = 0;
  /// Completes the stream; nothing comes after it.
  virtual void finish() = 0;
};

}  // namespace tare
