#pragma once

#include <memory>
#include <set>

#include "lint_part.hpp"

namespace tare {

/// The parts of a lint that look at the rules, to be asked in this order: each leaves out what
/// those before it have a better reason for.

/// What the text of a line says by itself: trailing-slash, inline-comment, leaked-regexp.
[[nodiscard]] std::unique_ptr<LintPart> make_text_part();
/// What builders lose, or one of them, since they do not look there: lossy-exception,
/// dialects-differ.
[[nodiscard]] std::unique_ptr<LintPart> make_descent_part(const Context& context);
/// Lines that have to stay, since others can go because of them.
using NeededLines = std::shared_ptr<std::set<std::size_t>>;
/// Rules that other rules leave without effect: duplicate-rule, shadowed-rule, dead-exception.
[[nodiscard]] std::unique_ptr<LintPart> make_relations_part(NeededLines needed);
/// Names that were meant to match at any depth: root-only-name.
[[nodiscard]] std::unique_ptr<LintPart> make_root_name_part(const Context& context);
/// Rules that miss what is there by the case of a letter: case-mismatch.
[[nodiscard]] std::unique_ptr<LintPart> make_case_part(const Context& context);
/// Rules without effect in this tree that nothing else explains: unused-rule.
[[nodiscard]] std::unique_ptr<LintPart> make_unused_part(NeededLines needed);

/// What `rule` would be if BuildKit entered all directories for it; without a text if that cannot
/// be.
[[nodiscard]] Fix make_enter_everywhere(const Rule& rule);

/// Whether `rule` of the report left something out or, for an exception, brought it back, or would
/// have if another one had not.
[[nodiscard]] bool is_used(const Report& report, const Rule& rule);

}  // namespace tare
