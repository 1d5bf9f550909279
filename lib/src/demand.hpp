#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tare/context.hpp"
#include "tare/finding.hpp"
#include "tare/report.hpp"
#include "trail.hpp"
#include "trial.hpp"

namespace tare {

/// A pattern that nothing in the context may match, and those that make exceptions from it.
class Ban : public ReportObserver {
 public:
  /// `patterns[at]` with the exceptions behind it. Throws Error (usage) for a malformed one.
  Ban(const std::vector<std::string>& patterns, std::size_t at);

  void include(const Entry& entry, std::uint64_t bytes) override;
  /// To be called once, when the report is made.
  void finish(std::vector<Finding>& findings);

 private:
  std::string pattern_;
  Trial trial_;
};

/// A pattern that something in the context has to match.
class Demand : public ReportObserver {
 public:
  /// Throws Error (usage) for a malformed pattern and for an exception. `context` stays alive.
  Demand(const Context& context, const std::string& pattern);

  void include(const Entry& entry, std::uint64_t bytes) override;
  void exclude(const Entry& entry, Visitor::Extent extent) override;
  /// To be called once, when the report is made.
  void finish(std::vector<Finding>& findings) const;

 private:
  // Something that the rules left out.
  struct Left {
    std::string name;
    const Rule* rule = nullptr;
  };

  [[nodiscard]] bool matches(const Entry& entry);
  [[nodiscard]] std::string missing() const;

  const Context& context_;
  std::string pattern_;
  Matcher lines_;
  Matcher below_;  // the same as an exception, which tells where it may match
  Trail trail_;
  bool met_ = false;
  Left match_;      // the first that matches
  Left directory_;  // the first in which something may
};

}  // namespace tare
