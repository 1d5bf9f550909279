#include <algorithm>
#include <array>

#include "lint_part.hpp"

namespace tare {
namespace {

constexpr std::array kKinds{
    FindingKind{"broad-copy", Severity::warning,
                "A builder keeps the result of an install only while nothing before it changes. "
                "Behind a copy of everything it keeps nothing."},
    FindingKind{"case-mismatch", Severity::warning,
                "Docker compares names letter by letter, capitals included, on every system."},
    FindingKind{
        "dead-exception", Severity::warning,
        "An exception brings back what an earlier rule excluded; the last rule that matches "
        "decides. This one can never be the last."},
    FindingKind{
        "dialects-differ", Severity::warning,
        "BuildKit and the classic builder do not look into the same excluded directories, so "
        "the two send different files from this tree."},
    FindingKind{"dockerfile-outside", Severity::warning,
                "A link out of the context leads nowhere in an archive: the builder that gets the "
                "context does not get this Dockerfile."},
    FindingKind{"duplicate-rule", Severity::note, "The same line again changes nothing."},
    FindingKind{
        "empty-dockerfile-ignore", Severity::warning,
        "BuildKit reads DOCKERFILE.dockerignore in place of .dockerignore, not in addition: "
        "with an empty one nothing is excluded."},
    FindingKind{"git-ignored", Severity::note,
                "What git ignores is on this machine only. Docker does not read .gitignore, and "
                "sends it."},
    FindingKind{"inline-comment", Severity::warning,
                "A comment begins in the first column of a line. Anywhere else, '#' and what "
                "follows are part of the pattern."},
    FindingKind{
        "leaked-regexp", Severity::warning,
        "The wildcards of Docker are * ? and [ ]. Beside one of them, { | } and ^ reach its "
        "regular expressions unescaped; nowhere do they list alternatives."},
    FindingKind{"lossy-exception", Severity::warning,
                "Docker decides by the text of the exceptions whether it looks into an excluded "
                "directory. Where it does not look, nothing is brought back."},
    FindingKind{"lossy-source", Severity::error,
                "BuildKit finds out what to send by the text of all sources: of two paths through "
                "one link it sends the first, and below a wildcard before '/**' nothing."},
    FindingKind{"not-excluded", Severity::warning,
                "Builds hardly ever need this from the context, and pay for it each time."},
    FindingKind{"repeated-source", Severity::note,
                "Each instruction makes a layer of its own; a later one that takes the same files "
                "adds them once more."},
    FindingKind{"root-only-name", Severity::warning,
                "A pattern matches from the root of the context. In a .gitignore the same line "
                "would match at any depth."},
    FindingKind{"secret", Severity::error,
                "What is in the context can end up in a layer of the image, and stays in it even "
                "if a later instruction deletes it."},
    FindingKind{
        "shadowed-rule", Severity::note,
        "Everything that this rule matches is matched by another one that decides the same, "
        "so it has no effect."},
    FindingKind{"source-missing", Severity::error,
                "The build fails here, or copies less than it says. BuildKit's own check is "
                "silent as soon as the rules hold an exception."},
    FindingKind{
        "tmpfs-context", Severity::warning,
        "BuildKit takes a tmpfs mount without from= for one of the context, so all of it is sent."},
    FindingKind{"trailing-slash", Severity::note,
                "Docker drops the slash at the end. Files of that name match, too."},
    FindingKind{"unused-bytes", Severity::note,
                "BuildKit leaves this behind; the classic builder and every packed context take it "
                "along."},
    FindingKind{"unused-rule", Severity::note,
                "What it matches is not here, or other rules decide on it. It may be for another "
                "machine, or misspelt."},
};
static_assert(std::is_sorted(kKinds.begin(), kKinds.end(),
                             [](const auto& a, const auto& b) { return a.id < b.id; }));

}  // namespace

std::span<const FindingKind> lint_kinds() { return kKinds; }

Finding finding_of(std::string_view id) {
  const auto* kind = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const FindingKind& each) { return each.id == id; });
  Finding finding;
  finding.id = id;
  finding.severity = kind->severity;
  finding.explanation = kind->explanation;
  return finding;
}

Finding finding_of(std::string_view id, const Rule& rule) {
  Finding finding = finding_of(id);
  finding.path = rule.file;
  finding.line = rule.line;
  return finding;
}

}  // namespace tare
