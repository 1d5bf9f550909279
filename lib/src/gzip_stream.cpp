#include "gzip_stream.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

#include "signal_block.hpp"
#include "tare/error.hpp"

// A block goes round: filled by the caller, compressed by a worker, handed over by the caller in
// the order of the stream. There are at most two for each worker, so memory is bounded and a worker
// need not wait for the caller. Workers start with the first blocks: short input gets few.

namespace tare {
namespace {

// RFC 1952: no name, no time, unknown system.
constexpr std::array<std::byte, 10> kHeader{
    std::byte{0x1f}, std::byte{0x8b}, std::byte{8}, std::byte{0}, std::byte{0},
    std::byte{0},    std::byte{0},    std::byte{0}, std::byte{0}, std::byte{0xff}};
constexpr std::size_t kTrailer = 8;

void put_little_endian(std::uint32_t value, std::byte* to) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<std::byte>(value >> (8 * i) & 0xff);
}

}  // namespace

struct GzipStream::Block {
  Block() : input(kBlock) {
    // Beside what comes in front, the most that deflate can make of a block; no level needs more.
    output.resize(kTrailer + kHeader.size() + libdeflate_deflate_compress_bound(nullptr, kBlock));
    std::copy(kHeader.begin(), kHeader.end(), output.begin() + kTrailer);
  }

  [[nodiscard]] std::size_t room() const noexcept { return input.size() - filled; }

  void compress(libdeflate_compressor& deflate) noexcept {
    constexpr std::size_t kFront = kTrailer + kHeader.size();
    const std::size_t length = libdeflate_deflate_compress(
        &deflate, input.data(), filled, output.data() + kFront, output.size() - kFront);
    compressed = kFront + length;
    put_little_endian(libdeflate_crc32(0, input.data(), filled), trailer.data());
    put_little_endian(static_cast<std::uint32_t>(filled), trailer.data() + 4);
  }

  std::vector<std::byte> input;
  std::size_t filled = 0;
  std::vector<std::byte> output;  // room for the last member's trailer, then header and data
  std::size_t compressed = 0;
  std::array<std::byte, kTrailer> trailer{};
  bool ready = false;  // under the stream's mutex
};

void GzipStream::Free::operator()(libdeflate_compressor* compressor) const noexcept {
  libdeflate_free_compressor(compressor);
}

GzipStream::GzipStream(Sink sink, int level, unsigned threads)
    : sink_(std::move(sink)), level_(level), threads_(threads) {}

GzipStream::~GzipStream() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  work_there_.notify_all();
  workers_.clear();  // joins, before what they use goes
}

void GzipStream::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    begin();
    if (!filling_) filling_ = empty_block();
    const std::size_t length = std::min(bytes.size(), filling_->room());
    std::copy_n(bytes.begin(), length,
                filling_->input.begin() + static_cast<std::ptrdiff_t>(filling_->filled));
    filling_->filled += length;
    bytes = bytes.subspan(length);
    if (filling_->room() == 0) submit();
  }
}

void GzipStream::finish() {
  begin();
  if (!filling_ && submitted_.empty() && first_member_) filling_ = empty_block();
  if (filling_) submit();
  while (!submitted_.empty()) hand_over_oldest();
  sink_(trailer_);
}

// The first header does not wait for a block: a stream that breaks off early has to be more than
// nothing, which some readers take for an empty file.
void GzipStream::begin() {
  if (!std::exchange(begun_, true)) sink_(kHeader);
}

std::unique_ptr<GzipStream::Block> GzipStream::empty_block() {
  if (submitted_.size() >= std::size_t{2} * threads_) hand_over_oldest();
  if (idle_.empty()) return std::make_unique<Block>();
  std::unique_ptr<Block> block = std::move(idle_.back());
  idle_.pop_back();
  return block;
}

void GzipStream::submit() {
  if (workers_.size() < threads_) start_worker();
  submitted_.push_back(std::move(filling_));
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(submitted_.back().get());
  }
  work_there_.notify_one();
  while (oldest_is_ready()) hand_over_oldest();
}

// All that can fail is done here, so that a worker cannot.
void GzipStream::start_worker() {
  Deflate deflate(libdeflate_alloc_compressor(level_));
  if (!deflate) throw std::bad_alloc();
  const SignalBlock block;
  try {
    workers_.emplace_back([this, mine = std::move(deflate)] { work(*mine); });
  } catch (const std::system_error& error) {
    if (workers_.empty()) {
      throw Error(Fault::output, "", "cannot start a thread to compress with", error.code());
    }
    threads_ = static_cast<unsigned>(workers_.size());
  }
}

void GzipStream::work(libdeflate_compressor& deflate) noexcept {
  std::unique_lock lock(mutex_);
  while (true) {
    work_there_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (stopped_) return;
    Block* block = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    block->compress(deflate);
    lock.lock();
    block->ready = true;
    block_ready_.notify_one();
  }
}

bool GzipStream::oldest_is_ready() {
  if (submitted_.empty()) return false;
  const std::lock_guard lock(mutex_);
  return submitted_.front()->ready;
}

// Waits for it.
void GzipStream::hand_over_oldest() {
  Block& block = *submitted_.front();
  {
    std::unique_lock lock(mutex_);
    block_ready_.wait(lock, [&] { return block.ready; });
  }
  std::span<const std::byte> member(block.output.data(), block.compressed);
  if (std::exchange(first_member_, false)) {
    member = member.subspan(kTrailer + kHeader.size());  // the header is gone already
  } else {
    std::copy(trailer_.begin(), trailer_.end(), block.output.begin());
  }
  trailer_ = block.trailer;
  sink_(member);
  block.filled = 0;
  block.ready = false;
  idle_.push_back(std::move(submitted_.front()));
  submitted_.pop_front();
}

std::string libdeflate_version() { return LIBDEFLATE_VERSION_STRING; }

}  // namespace tare
