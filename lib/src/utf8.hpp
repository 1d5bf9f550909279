#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tare::utf8 {

inline constexpr std::uint32_t kReplacement = 0xFFFD;

/// One step through a text: an encoded character, or one byte that begins none.
struct Rune {
  std::uint32_t value = kReplacement;
  std::size_t size = 1;  ///< bytes it takes, at least 1
  bool valid = false;
};

/// The rune at the start of `text`, which is not empty. Decodes as Go does: overlong forms,
/// surrogates and values above U+10FFFF are invalid, and an invalid byte stands alone.
[[nodiscard]] Rune decode(std::string_view text) noexcept;

[[nodiscard]] bool valid(std::string_view text) noexcept;

}  // namespace tare::utf8
