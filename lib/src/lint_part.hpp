#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tare/context.hpp"
#include "tare/finding.hpp"
#include "tare/lint.hpp"
#include "tare/report.hpp"

namespace tare {

/// One thing that a lint looks for: sees the walk, and says in the end what it found.
class LintPart : public ReportObserver {
 public:
  /// Adds to `findings`. Called once, when `report` is made.
  virtual void finish(const Report& report, std::vector<Finding>& findings) = 0;
};

/// A finding of the kind `id`, with its usual severity and its explanation.
[[nodiscard]] Finding finding_of(std::string_view id);
/// The same about a line of the ignore file.
[[nodiscard]] Finding finding_of(std::string_view id, const Rule& rule);

}  // namespace tare
