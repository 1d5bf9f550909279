#pragma once

#include <vector>

#include "tare/context.hpp"
#include "tare/file_status.hpp"
#include "tare/report.hpp"
#include "tare/sink.hpp"

namespace tare {

struct PackOptions {
  ReportOptions report;
  /// Files never to be packed, since the archive is being written to them.
  std::vector<FileId> skip;
};

/// Packs `context` as the tar that `docker build -` takes and accounts for it on the way.
///
/// Entries come in Docker's order with owner 0:0, without user names, with whole-second times and
/// unchanged modes. What plain ustar headers cannot hold goes into PAX headers, but never in the
/// first entry, which has to be plain for `docker build -` to see a tar: where needed, an entry for
/// `./` comes before it. The bytes depend on the tree only.
///
/// Throws Error (input) when something to be included cannot be read, or shrinks while it is read.
/// Then the archive handed to `sink` ends inside the data of an entry, so that no reader takes it
/// for a complete one.
[[nodiscard]] Report pack(const Context& context, const Sink& sink,
                          const PackOptions& options = {});

}  // namespace tare
