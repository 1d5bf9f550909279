#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace test {

struct RandomCase {
  std::uint64_t seed = 0;  ///< `RandomCases(seed).next()` is this case again
  std::string rules;       ///< text of an ignore file; tare may reject it
  /// Sorted, every directory above a name among them, without a `/` at the end.
  std::vector<std::string> names;
};

/// Ignore files, and names that their rules have a fair chance to match. The same seed gives the
/// same cases on every machine.
class RandomCases {
 public:
  explicit RandomCases(std::uint64_t seed) : seed_(seed) {}

  [[nodiscard]] RandomCase next();

 private:
  std::uint64_t seed_;
};

}  // namespace test
