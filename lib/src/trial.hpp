#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tare/report.hpp"
#include "trail.hpp"

namespace tare {

/// Finds out what lines would leave out of the context if they stood at the end of the ignore file.
/// Each entry is booked on the line that would decide; lines do not see each other's entries.
class Trial : public ReportObserver {
 public:
  /// A file or a directory that a line matches, with all of the context below it.
  struct Place {
    std::string name;
    bool directory = false;
    Tally tally;
  };

  /// What one line would leave out.
  struct Use {
    const Rule* rule = nullptr;
    Tally tally;
    std::uint64_t places = 0;
    std::vector<Place> largest;  ///< at most `most_places`, the largest first
  };

  explicit Trial(const Matcher& lines, std::size_t most_places = 5);

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// One for each line, in their order. To be called once, when the report is made.
  [[nodiscard]] std::vector<Use> finish();

 private:
  void close_place();

  Matcher lines_;
  std::size_t most_places_;
  Trail trail_;
  std::vector<Use> uses_;
  Use* open_use_ = nullptr;  // of the place that is being added up
  Place open_;
};

}  // namespace tare
