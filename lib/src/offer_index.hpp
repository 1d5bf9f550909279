#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "os.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// What is kept of an entry that has been told.
struct IndexedEntry {
  enum class Content : std::uint8_t {
    none,     ///< it is no regular file
    further,  ///< it is a file that has been told by another name
    own,      ///< it can be asked for; only then the rest is kept
  };

  Content content = Content::none;
  std::uint64_t size = 0;
  FileId id;
  os::FileTimes times;
};

/// All entries of an offer by their number. One thread adds, any thread looks up.
///
/// They lie in blocks of bytes that are read from their beginning, and each is written as what
/// differs from the one before: a name's end, a time's distance.
class OfferIndex {
 public:
  void add(std::string_view name, const IndexedEntry& entry);
  /// False when there is none of that number.
  [[nodiscard]] bool find(std::uint32_t number, std::string& name, IndexedEntry& entry) const;

 private:
  static constexpr std::size_t kBlock = 64;

  struct State {
    std::string name;
    IndexedEntry entry;
  };

  void finish_block();

  mutable std::mutex mutex_;
  std::vector<std::string> blocks_;  // complete, kBlock entries each
  std::string block_;                // the one that is being written
  std::size_t count_ = 0;
  State last_;
};

}  // namespace tare
