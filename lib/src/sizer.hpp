#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "os.hpp"
#include "schedule.hpp"
#include "sized_parts.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"
#include "tare/report.hpp"

namespace tare {

/// A regular file with several names. Which of them counts is decided when all are known, so that
/// the answer does not depend on the scheduling.
struct LinkedFile {
  std::size_t place = 0;
  FileId id;
  std::uint64_t bytes = 0;
  const SizedLink* in_tree = nullptr;  ///< where a tree of sizes is wanted
};

/// What is below the excluded directories of each place, the directories themselves not included.
struct Sizes {
  Sizes() = default;
  Sizes(Sizes&&) = default;  // what is in `trees` is pointed to
  Sizes& operator=(Sizes&&) = default;
  Sizes(const Sizes&) = delete;
  Sizes& operator=(const Sizes&) = delete;
  ~Sizes() = default;

  std::vector<std::pair<std::size_t, Tally>> tallies;  ///< (place, part of its tally)
  std::vector<LinkedFile> linked;                      ///< counted as files, not yet in bytes
  std::vector<std::size_t> incomplete;                 ///< places with something unreadable
  std::vector<Diagnostic> diagnostics;                 ///< one for each of those
  std::vector<std::unique_ptr<SizedParts>> trees;      ///< the same in detail, where wanted
};

/// Sizes single directories; one for each thread, so that nothing is shared.
class Sizer {
 public:
  /// `tree_nodes`: nodes of the tree of sizes that is wanted; 0 for none.
  explicit Sizer(const Context& context, std::size_t tree_nodes = 0) : context_(context) {
    if (tree_nodes != 0) parts_ = std::make_unique<SizedParts>(tree_nodes);
  }

  /// Returns the directories in `directory`, to be sized next.
  [[nodiscard]] std::vector<Sizing> size(const Sizing& directory);
  /// Adds what was found to `total`. To be called once.
  void hand_over(Sizes& total);

 private:
  void add(const Sizing& directory, int opened, const os::Listing& names, std::size_t index,
           Tally& tally, std::vector<Sizing>& below);
  [[nodiscard]] bool stays_out(const Sizing& directory, int opened);
  void warn(const Sizing& where, std::error_code error);
  [[nodiscard]] std::error_code open(const std::string& name, os::Descriptor& out,
                                     bool& mounted) const;

  const Context& context_;
  os::Descriptor last_;    ///< of what was sized last, while its name is long
  std::string last_name_;  ///< whose it is
  std::map<std::size_t, Tally> tallies_;
  Sizes found_;
  std::unique_ptr<SizedParts> parts_;
};

}  // namespace tare
