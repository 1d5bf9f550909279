#include "inventory_items.hpp"

#include <algorithm>
#include <cstring>

#include "varint.hpp"

// A name is kept as what differs from the one before, and numbers in groups of seven bits: an entry
// of a large tree takes some 25 bytes, where its name alone would take three times that.

namespace tare {
namespace {

// Beside the kind.
constexpr std::uint64_t kKind = 0x0F;
constexpr std::uint64_t kHasDigest = 0x10;
constexpr std::uint64_t kHardLink = 0x20;
constexpr std::uint64_t kHasNumber = 0x40;

}  // namespace

bool comes_before(std::string_view one, std::string_view other) noexcept {
  const auto [a, b] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  if (b == other.end()) return false;
  if (a == one.end()) return true;
  if (*a == '/' || *b == '/') return *a == '/';
  return static_cast<unsigned char>(*a) < static_cast<unsigned char>(*b);
}

bool is_below(std::string_view name, std::string_view directory) noexcept {
  return name.size() > directory.size() && name[directory.size()] == '/' &&
         name.starts_with(directory);
}

void InventoryItems::put(std::uint64_t number) { put_varint(item_, number); }

std::size_t InventoryItems::add(const InventoryItem& item) {
  item_.clear();
  const auto shared = static_cast<std::size_t>(
      std::mismatch(last_.begin(), last_.end(), item.name.begin(), item.name.end()).first -
      last_.begin());
  put(shared);
  put(item.name.size() - shared);
  item_ += std::string_view(item.name).substr(shared);
  last_ = item.name;
  put(static_cast<std::uint64_t>(item.kind) | (item.digest ? kHasDigest : 0) |
      (item.hard_link ? kHardLink : 0) | (item.number != 0 ? kHasNumber : 0));
  put(item.mode);
  if (item.kind == Kind::file) put(item.size);
  if (item.kind == Kind::symlink || item.hard_link) {
    put(item.target.size());
    item_ += item.target;
  }
  if (is_device(item.kind)) {
    put(item.special_major);
    put(item.special_minor);
  }
  if (item.number != 0) put(item.number);
  if (item.digest) {
    item_.append(reinterpret_cast<const char*>(item.digest->data()), item.digest->size());
  }
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < item_.size()) {
    blocks_.emplace_back().reserve(std::max(kBlock, item_.size()));
  }
  blocks_.back() += item_;
  return item_.size();
}

std::uint64_t InventoryItems::Reader::number() { return take_varint(rest_); }

std::string_view InventoryItems::Reader::text(std::size_t size) {
  const std::string_view part = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return part;
}

bool InventoryItems::Reader::next() {
  if (rest_.empty()) {
    if (frees_ && block_ != 0) std::string().swap(owned_[block_ - 1]);
    if (block_ == blocks_.size()) return false;
    rest_ = blocks_[block_++];
  }
  item_.name.resize(number());
  const std::size_t size = number();
  item_.name += text(size);
  const std::uint64_t what = number();
  item_.kind = static_cast<Kind>(what & kKind);
  item_.hard_link = (what & kHardLink) != 0;
  item_.mode = static_cast<std::uint32_t>(number());
  item_.size = item_.kind == Kind::file ? number() : 0;
  item_.target.clear();
  if (item_.kind == Kind::symlink || item_.hard_link) {
    const std::size_t length = number();
    item_.target = text(length);
  }
  const bool device = is_device(item_.kind);
  item_.special_major = device ? static_cast<std::uint32_t>(number()) : 0;
  item_.special_minor = device ? static_cast<std::uint32_t>(number()) : 0;
  item_.number = (what & kHasNumber) != 0 ? number() : 0;
  item_.digest.reset();
  if ((what & kHasDigest) != 0) {
    item_.digest.emplace();
    std::memcpy(item_.digest->data(), text(item_.digest->size()).data(), item_.digest->size());
  }
  return true;
}

}  // namespace tare
