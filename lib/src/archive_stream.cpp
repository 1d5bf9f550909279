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
    append(part);
    bytes = bytes.subspan(part.size());
    if (block_.size() < kSinkBlock) return;
    try {
      flush();
    } catch (...) {
      append(bytes);
      throw;
    }
  }
}

void ArchiveStream::add_in_one_piece(std::span<const std::byte> bytes) {
  if (block_.size() + bytes.size() > kSinkBlock) flush();
  bytes_ += bytes.size();
  append(bytes);
}

void ArchiveStream::flush() {
  if (!block_.empty()) sink_(block_);
  block_.clear();
}

void ArchiveStream::take_back(std::size_t size) {
  block_.resize(block_.size() - size);
  bytes_ -= size;
}

void ArchiveStream::append(std::span<const std::byte> bytes) {
  block_.insert(block_.end(), bytes.begin(), bytes.end());
}

}  // namespace tare
