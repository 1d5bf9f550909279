#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tare {

/// As gRPC puts the text of a status into a header.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// What a client has escaped for a query (Go's `url.QueryUnescape`); nothing for a `%` without two
/// digits behind.
[[nodiscard]] std::optional<std::string> query_unescaped(std::string_view text);

}  // namespace tare
