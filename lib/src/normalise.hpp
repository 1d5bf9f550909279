#pragma once

#include <system_error>
#include <vector>

#include "os.hpp"
#include "tare/file_status.hpp"
#include "tare/pack.hpp"

namespace tare {

/// The extended attributes of an open file or directory as the archive shows them: all, the
/// capability of a file, or none.
[[nodiscard]] std::error_code archived_attributes(int fd, Kind kind, const PackOptions& options,
                                                  std::vector<os::Attribute>& out);

/// `status` as the archive shows it: unchanged, or what PackOptions::reproducible and
/// source_date_epoch make of it.
[[nodiscard]] FileStatus normalised(const FileStatus& status, const PackOptions& options);

}  // namespace tare
