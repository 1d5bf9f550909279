#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "branch.hpp"
#include "tare/file_status.hpp"
#include "tare/scan.hpp"

namespace tare {

/// Tells for the names of a walk to which of several sets each of them belongs.
class Membership {
 public:
  /// What lies at and below the roots, without what `COPY --exclude` leaves out.
  struct Set {
    std::vector<std::string> roots;  ///< as roots_of() gives them
    std::vector<std::string> excludes;
  };

  /// Throws Error (usage) for a malformed pattern among the `excludes`.
  explicit Membership(const std::vector<Set>& sets);

  /// The indices of the sets that `name` belongs to, ascending. Names come in the order of a walk,
  /// depth first; a directory may be left out, or come behind what it holds. Valid until the next
  /// call.
  [[nodiscard]] std::span<const std::uint32_t> of(std::string_view name, Kind kind);

  /// How far the sets of the directory `name` speak for what is below it.
  enum class Below {
    same,   ///< all of it belongs to them
    mixed,  ///< some belongs to others, or to fewer
  };
  /// To be called when of(name) has just been.
  [[nodiscard]] Below below(std::string_view name) const;

 private:
  struct Member {
    std::uint32_t set;
    std::uint32_t root_size;  // length of the root's name
    Scan::State state;        // of the directory that it is a member in, for the `excludes`
  };

  [[nodiscard]] std::span<const Member> at(std::string_view name) const;
  void enter(std::string_view directory);
  [[nodiscard]] bool leaves_out(const Member& member, std::string_view name, Kind kind);
  void add(std::string_view name, Kind kind, std::span<const Member> members);

  struct Hash {
    using is_transparent = void;
    [[nodiscard]] std::size_t operator()(std::string_view name) const noexcept {
      return std::hash<std::string_view>()(name);
    }
  };

  std::unordered_map<std::string, std::vector<Member>, Hash, std::equal_to<>> roots_;
  std::vector<std::string> sorted_;            // names of the roots
  std::vector<std::optional<Scan>> excludes_;  // of each set
  std::vector<std::vector<Member>> levels_;    // of the context and the branch
  Branch branch_;
  std::vector<std::uint32_t> found_;
};

}  // namespace tare
