#include "archive_stream.hpp"

#include <algorithm>
#include <utility>

namespace tare {
namespace {

constexpr std::size_t kSinkBlock = std::size_t{256} << 10;

}  // namespace

ArchiveStream::ArchiveStream(Sink sink) : sink_(std::move(sink)) { block_.reserve(kSinkBlock); }

void ArchiveStream::add(std::span<const std::byte> bytes) {
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), kSinkBlock - block_.size()));
    block_.insert(block_.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
    if (block_.size() == kSinkBlock) flush();
  }
}

void ArchiveStream::flush() {
  if (!block_.empty()) sink_(block_);
  block_.clear();
}

}  // namespace tare
