#pragma once

#include <cstddef>
#include <string_view>

/// The two parts of a name in the context.
namespace tare {

/// The directory that it lies in; empty in the root.
[[nodiscard]] inline std::string_view parent_of(std::string_view name) noexcept {
  const std::size_t slash = name.rfind('/');
  return name.substr(0, slash == std::string_view::npos ? 0 : slash);
}

/// What stands behind the last `/`.
[[nodiscard]] inline std::string_view base_of(std::string_view name) noexcept {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace tare
