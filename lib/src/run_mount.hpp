#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "step_key.hpp"

namespace tare {

/// What `RUN --mount=` says.
struct RunMount {
  std::string type = "bind";
  std::string from;
  std::string source;
  std::string target;
  std::string id;
  std::string sharing;
  bool read_only = true;
  std::vector<std::string> others;  ///< size, mode, uid, gid, env and required: name, value, ...

  /// All but `from`.
  void add_to(StepKey& key) const;
};

/// The fields of a line of comma-separated values, as Go's encoding/csv reads it. Throws WordError.
[[nodiscard]] std::vector<std::string> csv_fields(std::string_view line);

/// The stage or image of a mount, empty without one. It is asked for before variables have values:
/// one in it is a WordError.
[[nodiscard]] std::string mount_from(const std::vector<std::string>& fields);

/// Throws WordError. `expand` replaces the variables of a value.
[[nodiscard]] RunMount read_mount(const std::vector<std::string>& fields,
                                  const std::function<std::string(std::string_view)>& expand);

}  // namespace tare
