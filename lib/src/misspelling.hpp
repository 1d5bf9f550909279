#pragma once

#include <string_view>
#include <vector>

namespace tare {

/// The one of `names` that `typed` may be a slip of: one or two characters more, less or other, as
/// its length allows; empty when there is none. Capitals count.
[[nodiscard]] std::string_view meant_name(std::string_view typed,
                                          const std::vector<std::string_view>& names);

}  // namespace tare
