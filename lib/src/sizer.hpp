#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "os.hpp"
#include "schedule.hpp"
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
};

/// What is below the excluded directories of each place, the directories themselves not included.
struct Sizes {
  std::vector<std::pair<std::size_t, Tally>> tallies;  ///< (place, part of its tally)
  std::vector<LinkedFile> linked;                      ///< counted as files, not yet in bytes
  std::vector<std::size_t> incomplete;                 ///< places with something unreadable
  std::vector<Diagnostic> diagnostics;                 ///< one for each of those
};

/// Sizes single directories; one for each thread, so that nothing is shared.
class Sizer {
 public:
  explicit Sizer(const Context& context) : context_(context) {}

  /// Returns the directories in `directory`, to be sized next.
  [[nodiscard]] std::vector<Sizing> size(const Sizing& directory);
  /// Adds what was found to `total`.
  void hand_over(Sizes& total) const;

 private:
  void add(const Sizing& directory, int opened, const os::Listing& names, std::size_t index,
           Tally& tally, std::vector<Sizing>& below);
  void warn(const Sizing& where, std::error_code error);

  const Context& context_;
  std::map<std::size_t, Tally> tallies_;
  Sizes found_;
};

}  // namespace tare
