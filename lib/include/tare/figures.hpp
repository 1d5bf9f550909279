#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tare/api.hpp"

/// Figures as people write and read them.
namespace TARE_API tare {

/// Decimal units as Docker has them: `512 B`, `12.4 kB`, `212 kB`, `1.5 GB`.
[[nodiscard]] std::string size_text(std::uint64_t bytes);

/// `8,112`
[[nodiscard]] std::string count_text(std::uint64_t count);

/// `1 file`, `8,112 files`
[[nodiscard]] std::string count_of(std::uint64_t count, std::string_view one,
                                   std::string_view many);

/// A number of bytes as people write it: `52428800`, `50MB`, `50 MB`, `1.5GB`, `50MiB`. `k`, `M`,
/// `G`, `T`, `P` and `E`, small or capital, stand for powers of 1000, with `i` behind them of 1024;
/// the `B` may be missing. A fraction of a byte is dropped. Throws Error (usage), which says what
/// it should look like, for anything else and for 2^64 bytes and more.
[[nodiscard]] std::uint64_t parse_size(std::string_view text);

/// A number of things: digits alone. Throws Error (usage) for anything else and for 2^64 and more.
[[nodiscard]] std::uint64_t parse_count(std::string_view text);

/// A share as people write it, `5%` or `0.5 %`, in millionths. Nothing when there is no percent
/// sign at the end. Throws Error (usage) as above, and for more than 1,000,000 %.
[[nodiscard]] std::optional<std::uint64_t> parse_share(std::string_view text);

}  // namespace tare
