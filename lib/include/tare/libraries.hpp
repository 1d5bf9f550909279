#pragma once

#include <string>
#include <vector>

#include "tare/api.hpp"

namespace TARE_API tare {

/// A library that this one is built from, and its version.
struct Library {
  std::string name;
  std::string version;
};

/// The libraries that are in use, by name. Where a library tells its version when it is asked, that
/// is the one that runs, otherwise the one that this was compiled with. RE2 is not among them:
/// neither its headers nor the library name a version.
[[nodiscard]] std::vector<Library> libraries();

}  // namespace tare
