#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "batch.hpp"
#include "block.hpp"
#include "os.hpp"

namespace tare {

/// What a reader has made of one entry of the archive.
struct Parcel {
  enum class Content : std::uint8_t {
    whole,   ///< `bytes` are the entry from its header to its padding
    opened,  ///< a large file, to be read from `rest->file` when its turn comes
    named,   ///< a file to be opened by its name, if it turns out to be needed at all
  };
  /// What few have.
  struct Rest {
    os::Descriptor file;
    std::vector<os::Attribute> attributes;
  };

  Content content = Content::whole;
  bool plain = true;  ///< whether `bytes` begin with a plain header
  std::span<const std::byte> bytes;
  std::unique_ptr<Rest> rest;
};

/// The entries of one batch, and the blocks that hold their bytes.
struct Parcels : Cargo {
  std::vector<Parcel> parcels;
  std::vector<BlockPool::Handle> blocks;
  std::size_t bytes = 0;  ///< in memory, or as good as that

  void clear() override {
    parcels.clear();
    blocks.clear();
    bytes = 0;
  }
  [[nodiscard]] std::size_t size() const override {
    return bytes + parcels.size() * sizeof(Parcel);
  }
};

}  // namespace tare
