#include "block.hpp"

#include <algorithm>
#include <utility>

namespace tare {

BlockPool::Handle BlockPool::get(std::size_t size) {
  Bytes bytes;
  if (size <= kBlock) {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      bytes = std::move(free_.back());
      free_.pop_back();
    }
  }
  const std::size_t got = std::max(size, kBlock);
  if (!bytes) bytes = Bytes(new std::byte[got]);
  return std::make_shared<const Block>(*this, std::move(bytes), got);
}

void BlockPool::take_back(Bytes bytes, std::size_t size) {
  if (size != kBlock) return;  // made for one large piece
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(bytes));
}

}  // namespace tare
