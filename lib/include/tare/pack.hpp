#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/file_status.hpp"
#include "tare/report.hpp"
#include "tare/sink.hpp"

namespace TARE_API tare {

struct PackOptions {
  ReportOptions report = {};
  /// Files never to be packed, since the archive is being written to them.
  std::vector<FileId> skip = {};
  /// Called once everything has been handed to the sink, while what is excluded may still be sized:
  /// whoever waits for the archive need not wait for that. May be empty.
  std::function<void()> complete = {};
  /// Times later than this, in seconds since 1970, become this: what the environment variable
  /// SOURCE_DATE_EPOCH says.
  std::optional<std::int64_t> source_date_epoch = {};
  /// Pack every extended attribute of files and directories that the process may read, ACLs among
  /// them, and not only `security.capability` as Docker does.
  bool every_attribute = false;
  /// Makes the bytes depend on names, contents and what git keeps of modes only: times are brought
  /// into the range from 0 to source_date_epoch (0 without one), modes become 0644 or 0755, 0755
  /// for directories and 0777 for links, each name of a hard-linked file gets its content, and
  /// extended attributes are left out.
  bool reproducible = false;
};

/// Packs `context` as the tar that `docker build -` takes and accounts for it on the way.
///
/// Entries come in Docker's order with owner 0:0, without user names, with whole-second times and
/// unchanged modes. What plain ustar headers cannot hold goes into PAX headers, but never in the
/// first entry, which has to be plain for `docker build -` to see a tar: where needed, an entry for
/// `./` comes before it. The bytes depend on the tree only, not on the number of threads. Several
/// threads read ahead, into some 16 MiB, whatever the size of the tree; `sink` and the functions in
/// `options` are called on the calling thread.
///
/// Throws Error (input) when something to be included cannot be read, or shrinks while it is read.
/// Then the archive handed to `sink` ends inside the data of an entry, so that no reader takes it
/// for a complete one. With ReportOptions::keep_going that is a warning, the archive is complete
/// without the entry, and counted in Report::missing; a file of more than 256 KiB whose header is
/// out already is filled up with zeros and counted in Report::broken_off.
[[nodiscard]] Report pack(const Context& context, const Sink& sink,
                          const PackOptions& options = {});

}  // namespace tare
