#pragma once

#include <memory>

#include "lint_part.hpp"

namespace tare {

/// Secrets that would be sent: by name, and by the keys in small files.
[[nodiscard]] std::unique_ptr<LintPart> make_secret_part(const Context& context,
                                                         const LintOptions& options);
/// What is often sent and seldom meant to be.
[[nodiscard]] std::unique_ptr<LintPart> make_suspect_part(const Context& context);
/// What git ignores and would be sent. Runs git before the walk. Leaves out what the findings
/// before it have a line for.
[[nodiscard]] std::unique_ptr<LintPart> make_git_part(const Context& context,
                                                      const LintOptions& options);
/// A Dockerfile or an ignore file that is not what it seems.
[[nodiscard]] std::unique_ptr<LintPart> make_build_file_part(const Context& context);

}  // namespace tare
