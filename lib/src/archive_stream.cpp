#include "archive_stream.hpp"

#include <utility>

namespace tare {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;  // what the sink should get at once
constexpr std::size_t kSmall = std::size_t{32} << 10;   // is copied, to come with its neighbours

}  // namespace

ArchiveStream::ArchiveStream(Sink sink) : sink_(std::move(sink)) { copies_.reserve(kBlock); }

void ArchiveStream::add(std::span<const std::byte> bytes) {
  bytes_ += bytes.size();
  if (run_.data() + run_.size() == bytes.data()) {
    run_ = {run_.data(), run_.size() + bytes.size()};
  } else {
    hand_over_run();
    run_ = bytes;
  }
}

void ArchiveStream::add_copy(std::span<const std::byte> bytes) {
  add(bytes);
  hand_over_run();
}

void ArchiveStream::settle() {
  if (run_.size() >= kBlock) hand_over_run();
  // The run, if there still is one, lies in the last block.
  if (held_.size() > 1) held_.erase(held_.begin(), held_.end() - 1);
}

void ArchiveStream::flush() {
  hand_over_run();
  hand_over_copies();
  held_.clear();
}

void ArchiveStream::hand_over_run() {
  const std::span<const std::byte> run = std::exchange(run_, {});
  if (run.size() > kSmall) {
    hand_over_copies();
    sink_(run);
    return;
  }
  if (copies_.size() + run.size() > kBlock) hand_over_copies();
  copies_.insert(copies_.end(), run.begin(), run.end());
}

void ArchiveStream::hand_over_copies() {
  if (!copies_.empty()) sink_(copies_);
  copies_.clear();
}

}  // namespace tare
