#include "zstd_stream.hpp"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

#include "signal_block.hpp"
#include "tare/error.hpp"

// libzstd cuts its input into jobs whose size follows from the level alone, but only when it has
// worker threads: without any it compresses differently. So there is always one, where it can have
// any: Debian's libzstd.a cannot.

namespace tare {
namespace {

constexpr std::array<std::byte, 4> kMagic{
    std::byte{ZSTD_MAGICNUMBER & 0xff}, std::byte{ZSTD_MAGICNUMBER >> 8 & 0xff},
    std::byte{ZSTD_MAGICNUMBER >> 16 & 0xff}, std::byte{ZSTD_MAGICNUMBER >> 24 & 0xff}};

std::size_t checked(std::size_t result) {
  if (ZSTD_isError(result) != 0) {
    throw Error(Fault::output, "", std::string("cannot compress: ") + ZSTD_getErrorName(result));
  }
  return result;
}

void set(ZSTD_CCtx& context, ZSTD_cParameter parameter, int value) {
  checked(ZSTD_CCtx_setParameter(&context, parameter, value));
}

int workers(unsigned threads) {
  const ZSTD_bounds bounds = ZSTD_cParam_getBounds(ZSTD_c_nbWorkers);
  checked(bounds.error);
  const unsigned most = static_cast<unsigned>(std::max(bounds.upperBound, 0));
  return static_cast<int>(std::min(threads, most));
}

}  // namespace

void ZstdStream::Free::operator()(ZSTD_CCtx_s* context) const noexcept { ZSTD_freeCCtx(context); }

ZstdStream::ZstdStream(Sink sink, int level, unsigned threads)
    : sink_(std::move(sink)), context_(ZSTD_createCCtx()), output_(ZSTD_CStreamOutSize()) {
  if (!context_) throw std::bad_alloc();
  set(*context_, ZSTD_c_compressionLevel, level);
  set(*context_, ZSTD_c_checksumFlag, 1);
  set(*context_, ZSTD_c_nbWorkers, workers(threads));
}

void ZstdStream::write(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  begin();
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  while (input.pos < input.size) {
    ZSTD_outBuffer output{output_.data(), output_.size(), filled_};
    checked(ZSTD_compressStream2(context_.get(), &output, &input, ZSTD_e_continue));
    filled_ = output.pos;
    if (filled_ == output_.size()) hand_over();
  }
}

void ZstdStream::finish() {
  begin();
  for (std::size_t left = 1; left != 0;) {
    ZSTD_inBuffer input{nullptr, 0, 0};
    ZSTD_outBuffer output{output_.data(), output_.size(), filled_};
    left = checked(ZSTD_compressStream2(context_.get(), &output, &input, ZSTD_e_end));
    filled_ = output.pos;
    if (filled_ == output_.size() || left == 0) hand_over();
  }
}

// libzstd writes nothing before its first job is done. A stream that breaks off earlier has to be
// more than nothing, which some readers take for an empty file; so the four bytes with which every
// frame begins go out by themselves.
void ZstdStream::begin() {
  if (std::exchange(begun_, true)) return;
  start_threads();
  sink_(kMagic);
  handed_over_ = kMagic.size();
}

// In the first call of all. It also says that more will come: told the size of a short input,
// libzstd would do without threads.
void ZstdStream::start_threads() {
  const SignalBlock block;
  ZSTD_inBuffer input{nullptr, 0, 0};
  ZSTD_outBuffer output{output_.data(), output_.size(), 0};
  checked(ZSTD_compressStream2(context_.get(), &output, &input, ZSTD_e_continue));
  filled_ = output.pos;
}

void ZstdStream::hand_over() {
  sink_(std::span<const std::byte>(output_).subspan(handed_over_, filled_ - handed_over_));
  filled_ = 0;
  handed_over_ = 0;
}

std::string libzstd_version() { return ZSTD_versionString(); }

}  // namespace tare
