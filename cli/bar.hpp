#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace cli {

/// The share of `part` in `whole` as a bar of at most `columns`, in eighths of a column. Something
/// always shows, and only the whole fills it. Not padded.
[[nodiscard]] std::string bar(std::uint64_t part, std::uint64_t whole, std::size_t columns);

}  // namespace cli
