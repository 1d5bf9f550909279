#pragma once

#include <cstdint>

#include "packet.pb.h"
#include "tare/offer.hpp"

namespace tare {

/// Mode as the protocol has it, which is Go's `os.FileMode`; `mode` are permissions with set-id and
/// sticky bits.
[[nodiscard]] std::uint32_t protocol_mode(Kind kind, std::uint32_t mode) noexcept;

/// Makes `stat` tell of `entry`. The owner is root, as every client says.
void tell_of(const OfferedEntry& entry, fsutil::types::Stat& stat);

}  // namespace tare
