#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tare {

/// Something that is often found in a context and seldom meant to be there.
struct Suspect {
  /// As in an ignore file, at any depth: a name, `vendor/bundle`, `*.log`, or `npm-debug.log*`.
  std::string_view pattern;
  std::string_view group;
  std::string_view what;
  bool sure = true;  ///< as Suggestion::sure
  /// Names, separated by `|`, of which one has to lie beside it, or in it: `target` is a name like
  /// any other, unless a Cargo.toml is there. Empty: it needs nothing. `*.csproj` stands for all
  /// with this extension. Only directories are suspects then.
  std::string_view beside = {};
  std::string_view inside = {};

  [[nodiscard]] bool conditional() const noexcept { return !beside.empty() || !inside.empty(); }
};

[[nodiscard]] std::span<const Suspect> suspect_list();

/// Finds the suspect that a name belongs to.
class SuspectIndex {
 public:
  SuspectIndex();

  /// The place in suspect_list(), or -1. `base` is what stands behind the last `/` of `name`.
  [[nodiscard]] int find(std::string_view name, std::string_view base) const;
  /// The conditions that a file called `base` satisfies, one bit each.
  [[nodiscard]] std::uint64_t conditions_met(std::string_view base) const;
  /// The condition of a suspect; 0 when it has none.
  [[nodiscard]] std::uint64_t condition_of(int suspect) const {
    return conditions_[static_cast<std::size_t>(suspect)];
  }

 private:
  void add_condition(std::size_t suspect, std::uint64_t bit);

  std::unordered_map<std::string_view, int> names_;  // by the last part of a literal pattern
  std::unordered_map<std::string_view, int> extensions_;
  std::vector<int> prefixes_;
  std::unordered_map<std::string_view, std::uint64_t> markers_;
  std::unordered_map<std::string_view, std::uint64_t> marker_extensions_;
  std::vector<std::uint64_t> conditions_;
};

}  // namespace tare
