#pragma once

#include <vector>

#include "mailbox.hpp"

namespace tare_node {

/// Entries as JavaScript takes them apart: [names, rules, numbers]. A rule is null where none
/// decided. Each has kNumbers numbers in the Float64Array: included, excluded, kind, line, reach,
/// size, mode, mtime.
[[nodiscard]] napi_value entries_of(napi_env env, const std::vector<Told>& entries, bool as_bytes);

}  // namespace tare_node
