#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/temp_tree.hpp"

namespace test {

/// What BuildKit made of one Dockerfile and tree; tests/data/README.md says what its parts mean.
struct DockerfileCase {
  std::string where;  ///< FILE:LINE
  std::string group;
  std::string dockerfile;
  std::optional<std::string> target;
  std::map<std::string, std::string> arguments;
  std::string ignore;
  std::vector<std::string> files;                     ///< as in a Vector; `a -> b` is a link
  std::optional<std::vector<std::string>> requested;  ///< nothing: the whole context
  std::vector<std::string> sent;
  /// Then there are no lists. One that begins with `FILTER:` comes from the list of paths asked
  /// for.
  std::optional<std::string> error;
  std::optional<std::size_t> line;  ///< of the error
};

/// The cases in `tests/data/NAME`.
[[nodiscard]] std::vector<DockerfileCase> read_dockerfile_cases(const std::string& name);

/// The text of `tests/data/dockerfiles/PROJECT/Dockerfile`.
[[nodiscard]] std::string read_project_dockerfile(const std::string& project);

/// Makes `files`: empty files, `a -> b` a symbolic link, a trailing `/` an empty directory.
void grow(const TempTree& tree, const std::vector<std::string>& files);

}  // namespace test
