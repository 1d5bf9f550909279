#pragma once

/// Stands in front of the name of a namespace whose declarations the shared library exports. It
/// keeps everything else to itself.
#if defined(__GNUC__)
#define TARE_API [[gnu::visibility("default")]]
#else
#define TARE_API
#endif
