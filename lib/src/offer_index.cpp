#include "offer_index.hpp"

#include <algorithm>

#include "varint.hpp"

namespace tare {
namespace {

// A difference, small whichever way it goes: its sign becomes the lowest bit.
void put_difference(std::string& out, std::uint64_t from, std::uint64_t to) {
  const std::uint64_t difference = to - from;
  put_varint(out, difference << 1u ^ (0 - (difference >> 63u)));
}

std::uint64_t take_difference(std::string_view& in, std::uint64_t from) {
  const std::uint64_t number = take_varint(in);
  return from + (number >> 1u ^ (0 - (number & 1u)));
}

void put_difference(std::string& out, std::int64_t from, std::int64_t to) {
  put_difference(out, static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to));
}

std::int64_t take_difference(std::string_view& in, std::int64_t from) {
  return static_cast<std::int64_t>(take_difference(in, static_cast<std::uint64_t>(from)));
}

std::size_t common_beginning(std::string_view a, std::string_view b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<std::size_t>(end - a.begin());
}

}  // namespace

void OfferIndex::add(std::string_view name, const IndexedEntry& entry) {
  const std::lock_guard lock(mutex_);
  if (count_ > 0 && count_ % kBlock == 0) finish_block();
  const std::size_t common = common_beginning(last_.name, name);
  block_ += static_cast<char>(entry.content);
  put_varint(block_, common);
  put_varint(block_, name.size() - common);
  block_ += name.substr(common);
  last_.name.replace(common, std::string::npos, name.substr(common));
  if (entry.content == IndexedEntry::Content::own) {
    IndexedEntry& last = last_.entry;
    put_varint(block_, entry.size);
    put_difference(block_, last.id.device, entry.id.device);
    put_difference(block_, last.id.inode, entry.id.inode);
    put_difference(block_, last.times.modified, entry.times.modified);
    put_difference(block_, entry.times.modified, entry.times.changed);
    last = entry;
  }
  ++count_;
}

void OfferIndex::finish_block() {
  blocks_.emplace_back(block_);  // no larger than it has to be
  block_.clear();
  last_ = {};
}

bool OfferIndex::find(std::uint32_t number, std::string& name, IndexedEntry& entry) const {
  const std::lock_guard lock(mutex_);
  if (number >= count_) return false;
  const std::size_t block = number / kBlock;
  std::string_view in = block < blocks_.size() ? blocks_[block] : block_;
  name.clear();
  entry = {};
  for (std::size_t i = 0; i <= number % kBlock; ++i) {
    entry.content = static_cast<IndexedEntry::Content>(in.front());
    in.remove_prefix(1);
    name.resize(static_cast<std::size_t>(take_varint(in)));
    const auto rest = static_cast<std::size_t>(take_varint(in));
    name += in.substr(0, rest);
    in.remove_prefix(rest);
    if (entry.content != IndexedEntry::Content::own) continue;
    entry.size = take_varint(in);
    entry.id.device = take_difference(in, entry.id.device);
    entry.id.inode = take_difference(in, entry.id.inode);
    entry.times.modified = take_difference(in, entry.times.modified);
    entry.times.changed = take_difference(in, entry.times.modified);
  }
  return true;
}

}  // namespace tare
