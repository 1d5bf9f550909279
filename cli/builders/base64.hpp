#pragma once

#include <optional>
#include <string>

namespace cli {

/// Base64 as it stands in docker's configuration; nothing for what is none.
[[nodiscard]] std::optional<std::string> from_base64(std::string text);

/// The kind of base64 that URLs and headers take (`-` and `_`), padded.
[[nodiscard]] std::string to_url_base64(const std::string& bytes);

}  // namespace cli
