#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace tare {

/// Takes an archive, block after block. What it throws ends the packing and reaches the caller.
using Sink = std::function<void(std::span<const std::byte>)>;

}  // namespace tare
