#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "tare/build_plan.hpp"
#include "tare/stages.hpp"

namespace tare {

/// Adds up what the sources, steps and stages of a report take. Neighbours in a walk mostly belong
/// to the same sources, so only sums of such runs are distributed.
class StageCounts {
 public:
  enum class Side { taken, excluded };

  /// Fills in what is already there of `stages`, which stays alive while this does and keeps its
  /// shape. Sources are numbered as they stand there.
  explicit StageCounts(std::vector<StageUse>& stages);

  /// One entry that belongs to `sources`, their indices ascending.
  void add(std::span<const std::uint32_t> sources, Side side, const Tally& tally);
  /// To be called once, behind everything else.
  void finish();

 private:
  struct Place {
    std::size_t stage;
    std::size_t step;
    SourceUse* source;
  };
  struct Run {
    std::vector<std::uint32_t> sources;
    Tally tally;
  };

  void distribute(const Run& run, Side side);
  void note_repetitions(const std::vector<std::size_t>& steps, const Tally& tally);
  [[nodiscard]] bool builds_on(std::size_t stage, std::size_t base) const;

  // A stage and all those that build on it have numbers that follow each other.
  struct Descendants {
    std::size_t first;  // the stage's own number
    std::size_t end;    // behind the last one
  };

  void number_stages();

  std::vector<StageUse>& stages_;
  std::vector<Descendants> descendants_;  // of each stage
  std::vector<Place> places_;             // of each source
  std::array<Run, 2> runs_;
  std::map<std::pair<std::size_t, std::size_t>, Repetition> repetitions_;  // by later, earlier
};

}  // namespace tare
