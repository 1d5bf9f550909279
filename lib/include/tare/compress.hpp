#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "tare/api.hpp"
#include "tare/sink.hpp"

namespace TARE_API tare {

class CompressedStream;

/// How an archive is compressed.
struct Compression {
  enum class Method { none, gzip, zstd };

  Method method = Method::none;
  /// 1 to 12 for gzip and 1 to 19 for zstd, from fast to small. Without it 6 and 3.
  std::optional<int> level;
};

/// Reads METHOD or METHOD:LEVEL, such as `gzip` or `zstd:9`. Throws Error (usage) for a method that
/// does not exist, and for a level that it does not have.
[[nodiscard]] Compression parse_compression(std::string_view text);

/// Compresses a stream, on several threads.
///
/// The compressed bytes depend on the input, the method, the level and the version of the library
/// behind the method alone: not on the number of threads, nor on how the input is cut into writes.
/// They carry no time and no name. A gzip stream has a member for each MiB of input, which every
/// reader of gzip takes for one file; a zstd stream is one frame with a checksum.
///
/// From the first byte that is handed to the sink until `finish` has returned, what was handed over
/// is no complete stream to any reader of the format, so that a stream that breaks off is refused.
///
/// To be used by one thread at a time, and only that one ever calls the sink. Threads that help
/// receive no signals. Each of them costs 4 MiB of buffers for gzip; for zstd it depends on the
/// level, and is 16 MiB and more.
class Compressor {
 public:
  /// Hands compressed bytes to `sink`, as they get ready. `threads` compress beside the one that
  /// writes; 0 stands for as many as there are processors. Throws Error (usage) for a level that
  /// the method does not have.
  Compressor(Sink sink, const Compression& compression, unsigned threads = 0);
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  /// Without `finish` before it the stream stays incomplete.
  ~Compressor();

  /// Takes bytes to be compressed; may be handed to `pack` as its sink. Throws what the sink
  /// throws; nothing is written any more then, and the same exception comes out of every later
  /// call.
  void write(std::span<const std::byte> bytes);
  /// Brings everything to the sink and completes the stream. To be called once, in the end. Throws
  /// as `write` does.
  void finish();

 private:
  std::unique_ptr<CompressedStream> stream_;
  std::exception_ptr failure_;
};

}  // namespace tare
