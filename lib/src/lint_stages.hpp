#pragma once

#include <memory>

#include "lint_part.hpp"

namespace tare {

/// What the instructions of a Dockerfile take from the context, and should not or cannot. Walks the
/// context by itself when the report is made.
[[nodiscard]] std::unique_ptr<LintPart> make_stages_part(const Context& context,
                                                         const BuildPlan& plan,
                                                         const LintOptions& options);

}  // namespace tare
