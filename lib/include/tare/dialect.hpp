#pragma once

#include "tare/api.hpp"

namespace TARE_API tare {

/// Which of Docker's builders decides. They give every name the same verdict, and differ in the
/// excluded directories that they look into (Matcher::enters) and in whether those are listed.
enum class Dialect {
  buildkit,  ///< BuildKit (tonistiigi/fsutil)
  classic,   ///< the classic builder (moby/go-archive)
};

}  // namespace tare
