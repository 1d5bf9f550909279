#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sha256.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// Appends the record of an entry, as tare/digest.hpp describes it. `content` is that of a file or
/// a link, in hexadecimal.
void add_record(std::string& text, std::string_view name, const FileStatus& status,
                std::string_view content);

/// Digests of several sets of entries, which share the work as long as they are the same.
class DigestSets {
 public:
  explicit DigestSets(std::uint32_t sets);

  /// The next entry, for the sets `members`, each once.
  void add(std::string_view record, std::span<const std::uint32_t> members);
  [[nodiscard]] Sha256Digest finish(std::uint32_t set);

 private:
  // Sets that are the same so far.
  struct Group {
    Sha256 sha256;
    std::string waiting;  // to be hashed
    std::vector<std::uint32_t> sets;
    std::uint32_t joined = 0;  // how many have the entry at hand
  };

  static void flush(Group& group);
  std::uint32_t split(std::uint32_t group, std::span<const std::uint32_t> members);

  std::vector<Group> groups_;
  std::vector<std::uint32_t> group_of_;  // each set's
  std::vector<std::uint32_t> touched_;
};

}  // namespace tare
