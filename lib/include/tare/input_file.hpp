#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tare/api.hpp"

namespace TARE_API tare {

/// The content of the regular file `path`, links followed, which errors call `what`: `the
/// baseline`. Throws Error (usage) when it cannot be read or has more than `most` bytes.
[[nodiscard]] std::string read_file(const std::string& path, const std::string& what,
                                    std::size_t most);

/// The same for the file `name` in the directory `directory`, which strangers may have made: a link
/// is an error. Nothing when there is no such file or no such directory.
[[nodiscard]] std::optional<std::string> read_file_in(const std::string& directory,
                                                      const std::string& name,
                                                      const std::string& what, std::size_t most);

}  // namespace tare
