#pragma once

#include "tare/context.hpp"

namespace tare {

/// What keeps a walk out of a directory on which something is mounted.
enum class Mount {
  none,       ///< nothing: mounts are crossed, as Docker does
  elsewhere,  ///< another file system than the context's, where those are left out
  kernels,    ///< what the kernel knows, as files without end or content
};

/// Of an open directory in `context`.
[[nodiscard]] Mount mount_of(const Context& context, int directory);

/// What is to be said of a directory that is the kernel's.
constexpr const char* kKernelsDirectory =
    "shows what the kernel knows (proc, sysfs or the like); exclude it";

}  // namespace tare
