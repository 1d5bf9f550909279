#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "tare/api.hpp"

namespace TARE_API tare {

/// Takes an archive, block after block, each of some 256 KiB and valid during the call. What it
/// throws, of any type, ends the packing and reaches the caller.
///
/// To interrupt the packing, throw before anything of the block is taken: the sink is then called
/// again, with the end of an archive that no reader takes for complete, this block in front. What
/// it throws then is dropped. After an Error (output) it is not called again: nobody can tell how
/// much of the block has been written.
using Sink = std::function<void(std::span<const std::byte>)>;

}  // namespace tare
