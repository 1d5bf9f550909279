#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/file_status.hpp"
#include "tare/inventory.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

/// One name that is not what it was.
struct Change {
  enum class Type : std::uint8_t {
    added,    ///< only the second one has it
    removed,  ///< only the first one has it
    changed,
  };

  /// What one of the two says about the name; meaningless on the side that lacks it.
  struct Side {
    Kind kind = Kind::file;
    std::uint32_t mode = 0;   ///< as in FileStatus
    std::uint64_t bytes = 0;  ///< of a regular file; of a whole directory all that is below it
  };

  std::string name;
  Type type = Type::changed;
  /// What differs in a name that has changed. Another kind is all that is told of it, and a file of
  /// another size has other content.
  bool kind_differs = false;
  bool mode_differs = false;  ///< permission bits; never of a symbolic link
  bool target_differs = false;
  bool content_differs = false;
  bool device_differs = false;  ///< the numbers of a device file
  /// Added or removed with all below it: none of that is told by itself.
  bool whole = false;
  std::uint64_t files = 0;  ///< regular files that it stands for
  Side before;
  Side after;
};

/// What came, went and changed from one context or tar to another. Times and owners do not count,
/// since a builder does not look at them.
struct Diff {
  std::vector<Change> changes;  ///< in Docker's order
  Tally before;                 ///< all that the first one holds
  Tally after;                  ///< all that the second one holds
  Tally added;
  Tally removed;
  std::uint64_t changed = 0;       ///< names that both have
  std::int64_t changed_bytes = 0;  ///< how much larger they have become
};

/// Compares. Contents are read where sizes are equal, and only then. Throws Error (input) when one
/// cannot be read.
[[nodiscard]] Diff diff(const Inventory& before, const Inventory& after);

/// By how many bytes what it is about has grown; negative when it has shrunk.
[[nodiscard]] std::int64_t growth(const Change& change) noexcept;

/// The words `kind`, `mode`, `target`, `content` and `device`, as far as they apply.
[[nodiscard]] std::vector<std::string> differences(const Change& change);

/// As JSON of schema 1 (share/tare/schema/diff.schema.json); `before` and `after` say what was
/// compared, as it was given.
[[nodiscard]] std::string to_json(const Diff& diff, const std::string& before,
                                  const std::string& after);

}  // namespace tare
