#pragma once

#include <cstddef>
#include <string>

#include "tare/api.hpp"

namespace TARE_API tare {

/// A comment in an ignore file or a Dockerfile.
struct Comment {
  std::size_t line = 0;  ///< from 1
  std::string text;      ///< what stands behind the `#`, without surrounding white space
};

}  // namespace tare
