#pragma once

#include <string_view>

namespace tare {

/// Whether a RUN instruction installs what a project depends on: `npm ci`, `pip install -r ...`,
/// `go mod download`. Goes by the words of commands that are known for it; `text` is the shell
/// command or its JSON form.
[[nodiscard]] bool installs_dependencies(std::string_view text);

}  // namespace tare
