#pragma once

#include <chrono>
#include <optional>

namespace cli {

/// How long something may take; nothing for any time, where whatever is waited for has limits of
/// its own, or a person types a password.
using Patience = std::optional<std::chrono::seconds>;

/// Waits until `fd` is ready for `events` (as for poll), or has failed; false when that took too
/// long. Throws Interrupted when a signal has come.
[[nodiscard]] bool wait_for(int fd, short events, Patience patience);

}  // namespace cli
