#pragma once

#include <optional>
#include <string>

namespace cli {

/// Nothing for what is no base64; line breaks do not count.
[[nodiscard]] std::optional<std::string> from_base64(std::string text);

[[nodiscard]] std::string to_base64(const std::string& bytes);

/// The kind of base64 that URLs and headers take (`-` and `_`), padded.
[[nodiscard]] std::string to_url_base64(const std::string& bytes);

}  // namespace cli
