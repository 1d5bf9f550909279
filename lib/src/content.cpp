#include "content.hpp"

#include <algorithm>
#include <span>

#include "os.hpp"
#include "tare/error.hpp"

// Two files that are there are read side by side up to the first difference; what a tar held is
// known by its digest only.

namespace tare {
namespace {

constexpr std::size_t kPiece = std::size_t{128} << 10;

// A file of a context, read piece by piece.
class OpenFile {
 public:
  explicit OpenFile(const ContentComparer::File& file) : file_(file) {
    check(os::open_file_below(file.context->descriptor(), file.item.name, descriptor_));
  }

  // What fits into `block`; less only at the end.
  std::span<const std::byte> read(std::span<std::byte> block) {
    std::size_t got = 0;
    check(os::read_full(descriptor_.get(), block, got));
    return block.first(got);
  }

 private:
  void check(std::error_code error) const {
    if (!error) return;
    throw Error(Fault::input, file_.context->path_of(file_.item.name), "cannot read", error);
  }

  const ContentComparer::File& file_;
  os::Descriptor descriptor_;
};

}  // namespace

ContentComparer::ContentComparer() : block_(kPiece), other_block_(kPiece) {}

bool ContentComparer::equal(const File& one, const File& other) {
  if (one.item.size == 0) return true;
  if (!one.item.digest && !other.item.digest) return equal_bytes(one, other);
  return digest_of(one) == digest_of(other);
}

bool ContentComparer::equal_bytes(const File& one, const File& other) {
  OpenFile first(one);
  OpenFile second(other);
  while (true) {
    const auto a = first.read(block_);
    const auto b = second.read(other_block_);
    if (!std::equal(a.begin(), a.end(), b.begin(), b.end())) return false;
    if (a.size() < block_.size()) return true;
  }
}

Sha256Digest ContentComparer::digest_of(const File& file) {
  if (file.item.digest) return *file.item.digest;
  OpenFile open(file);
  while (true) {
    const auto piece = open.read(block_);
    sha256_.update(piece);
    if (piece.size() < block_.size()) return sha256_.finish();
  }
}

}  // namespace tare
