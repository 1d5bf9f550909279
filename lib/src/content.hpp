#pragma once

#include <cstddef>
#include <vector>

#include "inventory_items.hpp"
#include "tare/context.hpp"

namespace tare {

/// Compares the contents of regular files of equal size.
class ContentComparer {
 public:
  /// One file: in a context, or with a digest.
  struct File {
    const InventoryItem& item;
    const Context* context = nullptr;
  };

  ContentComparer();

  /// A file that is not as large any more as it was counts as another one. Throws Error (input).
  [[nodiscard]] bool equal(const File& one, const File& other);

 private:
  [[nodiscard]] bool equal_bytes(const File& one, const File& other);
  [[nodiscard]] Sha256Digest digest_of(const File& file);

  Sha256 sha256_;
  std::vector<std::byte> block_;
  std::vector<std::byte> other_block_;
};

}  // namespace tare
