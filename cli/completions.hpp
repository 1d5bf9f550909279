#pragma once

#include <string>

#include "option_table.hpp"

namespace cli {

/// Scripts that complete the command line in a shell, made from what `app` knows of its commands
/// and options. So they have to be asked for when all of them have been added.
[[nodiscard]] std::string bash_completion(const OptionTable& table);
[[nodiscard]] std::string zsh_completion(const OptionTable& table);
[[nodiscard]] std::string fish_completion(const OptionTable& table);

}  // namespace cli
