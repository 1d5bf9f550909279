#pragma once

#include <array>
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
  struct Match {
    int suspect = -1;              ///< the place in suspect_list(), or -1
    std::uint64_t conditions = 0;  ///< that a file of this name satisfies, one bit each
  };

  SuspectIndex();

  /// `base` is what stands behind the last `/` of `name`.
  [[nodiscard]] Match find(std::string_view name, std::string_view base) const;
  /// The condition of a suspect; 0 when it has none.
  [[nodiscard]] std::uint64_t condition_of(int suspect) const {
    return conditions_[static_cast<std::size_t>(suspect)];
  }

 private:
  // Few texts, looked for in many names: the first byte and the length rule out most of them.
  class Texts {
   public:
    Match& operator[](std::string_view text);
    [[nodiscard]] const Match* find(std::string_view text) const;

   private:
    std::unordered_map<std::string_view, Match> matches_;
    std::array<std::uint64_t, 256> lengths_{};  // by first byte, a bit for each length
  };

  void add_condition(std::size_t suspect, std::uint64_t bit);

  Texts names_;       // the last part of a pattern without wildcards
  Texts extensions_;  // with the dot
  std::vector<int> prefixes_;
  std::vector<std::uint64_t> conditions_;
};

}  // namespace tare
