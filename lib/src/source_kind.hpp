#pragma once

#include <string_view>

namespace tare {

/// What BuildKit takes a source of COPY or ADD for.
enum class SourceKind {
  path,
  web,  ///< http:// or https://
  git,  ///< of any spelling; the path of a web address ends in .git
};

[[nodiscard]] SourceKind source_kind(std::string_view source);

/// Begins like a web address, in lower case. Such sources of ADD are not looked for in the context,
/// all others are, repositories among them.
[[nodiscard]] bool is_web_address(std::string_view source);

}  // namespace tare
