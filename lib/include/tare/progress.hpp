#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "tare/api.hpp"

namespace TARE_API tare {

/// How far a walk, a report or a packing has come.
struct Progress {
  enum class Stage {
    walking,    ///< entries are being handed out
    measuring,  ///< all were; what is excluded is still being sized
  };
  Stage stage = Stage::walking;
  std::uint64_t entries = 0;  ///< included ones so far
  /// pack: of the archive, handed to the sink; else: of the included files
  std::uint64_t bytes = 0;
  std::string_view place;  ///< the name that was handed out last; valid during the call
};

/// Receives it on the calling thread, some twenty times a second while there is something to wait
/// for, and not at all where there is nothing. May throw to end the work; whoever has to be able to
/// at any time has WalkOptions::stop.
using ProgressFunction = std::function<void(const Progress&)>;

}  // namespace tare
