#pragma once

#include <string>
#include <string_view>

namespace tare {

/// `linux/arm/v7`, in its normal form.
struct Platform {
  std::string system;
  std::string architecture;
  std::string variant;

  [[nodiscard]] std::string text() const;
};

/// Throws WordError for what is none.
[[nodiscard]] Platform parse_platform(std::string_view text);

/// Linux on this machine: a builder here builds for that unless it is told something else.
[[nodiscard]] Platform machine_platform();

}  // namespace tare
