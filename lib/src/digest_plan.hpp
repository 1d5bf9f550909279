#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "selection.hpp"
#include "tare/build_plan.hpp"
#include "tare/context.hpp"
#include "tare/walk.hpp"

namespace tare {

/// The names of a walk, to be met again in another one.
class MetNames {
 public:
  void add(std::string_view name);
  /// Whether `name` is one of them. To be asked in the order of the walk.
  [[nodiscard]] bool meet(std::string_view name);

 private:
  [[nodiscard]] std::string_view at(std::size_t index) const;

  std::string names_;
  std::vector<std::size_t> ends_;
  std::size_t next_ = 0;
};

/// To which sets of entries each entry of a walk belongs.
class DigestPlan {
 public:
  static constexpr std::uint32_t kContext = 0;
  static constexpr std::uint32_t kNeeded = 1;

  /// Walks what `plan`, which may be null, needs of `context`, where that is not all of it. Throws
  /// what that throws.
  DigestPlan(const Context& context, const BuildPlan* plan, const WalkOptions& options);

  [[nodiscard]] std::uint32_t sets() const noexcept;
  /// The set of what the instruction `step` of `stage` takes; nothing when it takes nothing of the
  /// context.
  [[nodiscard]] std::optional<std::uint32_t> set_of(std::size_t stage, std::size_t step) const;
  /// For the next entry. Valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> sets_of(const Entry& entry);

 private:
  const bool has_plan_;
  bool all_needed_ = true;
  MetNames needed_;
  std::vector<std::vector<std::optional<std::uint32_t>>> of_steps_;
  std::vector<std::uint32_t> everything_;  // sets that have all that the rules let through
  std::vector<std::uint32_t> asked_;       // those that are asked for:
  std::optional<Membership> membership_;
  std::uint32_t sets_;
  std::vector<std::uint32_t> found_;
};

}  // namespace tare
