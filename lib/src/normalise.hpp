#pragma once

#include "tare/file_status.hpp"
#include "tare/pack.hpp"

namespace tare {

/// `status` as the archive shows it: unchanged, or what PackOptions::reproducible and
/// source_date_epoch make of it.
[[nodiscard]] FileStatus normalised(const FileStatus& status, const PackOptions& options);

}  // namespace tare
