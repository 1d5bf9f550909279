#pragma once

#include <string>
#include <vector>

namespace test {

/// One recorded case; tests/data/README.md says what its parts mean.
struct Vector {
  std::string where;  ///< FILE:LINE
  std::string ignore;
  std::vector<std::string> files;
  std::vector<std::string> buildkit;
  std::vector<std::string> classic;
  bool rejected = false;
  bool links = false;  ///< `a -> b` among `files` is a link
};

/// The cases in `tests/data/NAME`.
[[nodiscard]] std::vector<Vector> read_vectors(const std::string& name);

}  // namespace test
