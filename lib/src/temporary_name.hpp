#pragma once

#include <string_view>

/// What a file is called that is not complete yet, where the system cannot do without a name.
namespace tare {

/// Each % stands for a hexadecimal digit; see boost::filesystem::unique_path.
inline constexpr std::string_view kTemporaryName = ".tare-%%%%%%%%%%%%.tmp";

/// Whether a run that was killed may have left a file of this name.
constexpr bool is_temporary_name(std::string_view name) noexcept {
  if (name.size() != kTemporaryName.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool fits =
        kTemporaryName[i] == '%'
            ? std::string_view("0123456789abcdef").find(name[i]) != std::string_view::npos
            : name[i] == kTemporaryName[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace tare
