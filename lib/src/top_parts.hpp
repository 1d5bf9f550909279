#pragma once

#include <string>
#include <vector>

#include "contributors.hpp"
#include "tare/baseline.hpp"
#include "tare/report.hpp"

namespace tare {

/// Adds up what lies at the top of the context, for a baseline, and what has grown since one.
class TopParts : public ReportObserver {
 public:
  static constexpr std::size_t kMost = 1000;

  /// `before` is null or stays alive while this does.
  explicit TopParts(const Baseline* before) : before_(before) {}

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// Closes the last part. To be called once, when the report is made.
  void finish();
  /// The parts, sorted by name.
  [[nodiscard]] std::vector<Baseline::Part> parts() const;
  /// By how much those that have grown have done so, the largest growth first.
  [[nodiscard]] const std::vector<Contributor>& grown() const noexcept { return grown_.all(); }

 private:
  void close(const Baseline::Part& part);

  const Baseline* before_;
  Baseline::Part top_{".", 0, 0};  // the files at the top
  Baseline::Part open_;            // the directory that the walk is in
  LargestFew largest_{LargestFew::By::bytes, kMost};
  LargestFew grown_{LargestFew::By::bytes};
};

}  // namespace tare
