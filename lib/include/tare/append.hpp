#pragma once

#include <string>
#include <string_view>

#include "tare/api.hpp"

namespace TARE_API tare {

/// Adds `lines`, each with its line break, to the end of the file `path`; its last line gets a line
/// break if it has none. What stands there already is not touched, nor are the mode and the owner.
/// Makes the file if there is none. When it fails, the file is as it was. Throws Error (output).
void append_lines(const std::string& path, std::string_view lines);

}  // namespace tare
