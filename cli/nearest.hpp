#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// The one of `words` that `typed` was most likely meant to be; empty when none is near.
[[nodiscard]] std::string nearest(std::string_view typed, const std::vector<std::string>& words);

}  // namespace cli
