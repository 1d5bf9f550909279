#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sha256.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// One name that a context or a tar holds.
struct InventoryItem {
  std::string name;
  Kind kind = Kind::file;
  std::uint32_t mode = 0;
  std::uint64_t size = 0;  ///< of a regular file
  std::string target;      ///< of a symbolic link, or the name that a hard link leads to
  std::uint32_t special_major = 0;
  std::uint32_t special_minor = 0;
  std::optional<Sha256Digest> digest;  ///< of a regular file's content, where it is known
  // While a tar is read:
  bool hard_link = false;    ///< what it is says the entry that it leads to
  std::uint64_t number = 0;  ///< its place in the tar
};

/// Docker's order: a directory before its content, the names of one directory by bytes.
[[nodiscard]] bool comes_before(std::string_view one, std::string_view other) noexcept;

/// Whether `name` lies below the directory `directory`.
[[nodiscard]] bool is_below(std::string_view name, std::string_view directory) noexcept;

/// A list of items, packed; made once and then read from the beginning.
class InventoryItems {
 public:
  /// The name of the last one.
  [[nodiscard]] const std::string& last_name() const noexcept { return last_; }
  /// Returns how many bytes it takes.
  std::size_t add(const InventoryItem& item);

  /// Goes through the list.
  class Reader {
   public:
    explicit Reader(const InventoryItems& items) : blocks_(items.blocks_) {}
    /// One that frees what it has read.
    explicit Reader(InventoryItems&& items)
        : owned_(std::move(items.blocks_)), blocks_(owned_), frees_(true) {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    /// False at the end; otherwise item() is the next one.
    bool next();
    [[nodiscard]] const InventoryItem& item() const noexcept { return item_; }

   private:
    std::uint64_t number();
    std::string_view text(std::size_t size);

    std::vector<std::string> owned_;
    const std::vector<std::string>& blocks_;
    bool frees_ = false;
    std::size_t block_ = 0;  ///< the one to be read next
    std::string_view rest_;
    InventoryItem item_;
  };

 private:
  void put(std::uint64_t number);

  static constexpr std::size_t kBlock = std::size_t{256} << 10;

  std::string item_;                 // the bytes of the one that is being added
  std::vector<std::string> blocks_;  // no item is in two of them
  std::string last_;
};

}  // namespace tare
