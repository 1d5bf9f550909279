#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "branch.hpp"
#include "tare/finding.hpp"
#include "tare/report.hpp"

namespace tare {

/// The `most` largest of any number.
class LargestFew {
 public:
  enum class By { bytes, files };

  explicit LargestFew(By by, std::size_t most = 5) : by_(by), most_(most) {}

  /// Whether one of that size would be kept.
  [[nodiscard]] bool takes(std::uint64_t size) const {
    return all_.size() < most_ || size > size_of(all_.back());
  }
  /// Of equals, what comes first stays.
  void add(Contributor contributor);
  [[nodiscard]] const std::vector<Contributor>& all() const noexcept { return all_; }
  [[nodiscard]] std::uint64_t size_of(const Contributor& contributor) const noexcept {
    return by_ == By::bytes ? contributor.bytes : contributor.files;
  }

 private:
  By by_;
  std::size_t most_;
  std::vector<Contributor> all_;  // the largest first
};

/// Finds where most of the context lies: directories and files that do not overlap.
class Contributors : public ReportObserver {
 public:
  /// Keeps the `most` largest.
  explicit Contributors(LargestFew::By by, std::size_t most = 5)
      : by_(by), most_(most), levels_(1, Level(by, most)) {}

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// The largest first. To be called once, when the report is made.
  [[nodiscard]] std::vector<Contributor> finish();

 private:
  // An open directory.
  struct Level {
    Level(LargestFew::By by, std::size_t most) : largest(by, most) {}

    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t own_files = 0;  // not in a directory below
    std::uint64_t own_bytes = 0;
    LargestFew largest;
  };

  void go_to(std::string_view directory);
  void close(std::string_view directory);

  LargestFew::By by_;
  std::size_t most_;
  Branch branch_;
  std::vector<Level> levels_;  // the context first
};

}  // namespace tare
