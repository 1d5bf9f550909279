#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/error.hpp"
#include "tare/matcher.hpp"

namespace TARE_API tare {

struct ContextOptions {
  std::string directory = ".";
  Dialect dialect = Dialect::buildkit;
  /// Path of the Dockerfile, relative to the working directory. Without it, `Dockerfile` in the
  /// context, or `dockerfile` when that is missing; a context may have neither.
  std::optional<std::string> dockerfile;
  /// Path of the ignore file. Without it the first of these that exists: `DOCKERFILE.dockerignore`
  /// beside the Dockerfile (BuildKit only: the classic builder never reads it), `.dockerignore`,
  /// `.containerignore`.
  std::optional<std::string> ignore_file;
  bool use_ignore_file = true;
  /// Leave out what lies on other file systems: a directory on which one is mounted is an entry,
  /// and nothing below it is. Docker crosses mounts.
  bool one_file_system = false;
  /// Rules to go by, whatever the dialect they were compiled for: no ignore file is looked for.
  std::optional<Matcher> rules = std::nullopt;
  /// Without it no Dockerfile is looked for either, and one that cannot be used is no obstacle: for
  /// builders that say themselves what they want.
  bool use_dockerfile = true;
};

/// What a builder asks for of a context, in its own words.
struct Request {
  /// Patterns of what is wanted, as they are (fsutil: `IncludePatterns`).
  std::vector<std::string> include = {};
  /// Paths of which links are followed first (fsutil: `FollowPaths`).
  std::optional<std::vector<std::string>> follow = std::nullopt;
};

struct BuildOptions;
class BuildPlan;
class Narrowing;

/// A directory that is ready to be walked: opened, its ignore file found, read and compiled.
/// Immutable; copies share what they hold, and any number of threads may walk one at once.
class Context {
 public:
  /// Opens `directory` with everything else left to the defaults. Implicit, so that
  /// `pack("shop", sink)` says all there is to say.
  Context(const char* directory);  // NOLINT(google-explicit-constructor)
  Context(std::string directory);  // NOLINT(google-explicit-constructor)
  /// Throws Error: usage for a directory that does not exist, is none or
  /// belongs to the kernel (proc and the like), and for an ignore file or
  /// a Dockerfile that cannot be used; input for a directory that cannot be opened.
  explicit Context(const ContextOptions& options);

  /// What its Dockerfile builds. Throws Error (usage), with the line where there is one, for a
  /// Dockerfile that is not there or cannot be built.
  [[nodiscard]] BuildPlan plan(const BuildOptions& options) const;
  [[nodiscard]] BuildPlan plan() const;
  /// The part of this context that BuildKit asks for and sends when a build needs `requested`, the
  /// paths that BuildPlan::requested() tells (fsutil: `FollowLinks`, then the include patterns):
  /// nothing at all means the whole context, an empty list none of it. Links are followed in the
  /// tree as it is now. What is not asked for is told apart from what the rules exclude
  /// (Entry::needed). Shares everything else with this context.
  ///
  /// Throws Error: usage for a path that is a malformed pattern to BuildKit, and for a context of
  /// the classic builder, which always takes everything; input for a directory that cannot be read
  /// to find out about links.
  [[nodiscard]] Context narrowed(const std::optional<std::vector<std::string>>& requested) const;
  /// The part that BuildKit's walk sends for `request` (fsutil: `NewFilterFS`): the patterns, and
  /// what the paths come to behind the links. Without any pattern that is the whole context.
  [[nodiscard]] Context narrowed(const Request& request) const;
  /// The same for what the target of `plan` needs; a malformed pattern is named with its line.
  [[nodiscard]] Context narrowed(const BuildPlan& plan) const;
  /// What it has been narrowed to; null when it is the whole context. For the library's own use.
  [[nodiscard]] const Narrowing* narrowing() const noexcept { return narrowing_.get(); }

  /// Whether what is mounted in it is left out (ContextOptions::one_file_system).
  [[nodiscard]] bool one_file_system() const noexcept;
  /// As it was given.
  [[nodiscard]] const std::string& directory() const noexcept;
  /// Open for reading, for the life of the context.
  [[nodiscard]] int descriptor() const noexcept;
  [[nodiscard]] const Matcher& matcher() const noexcept;
  /// What a builder needs whatever the rules say, as sorted names in the context: the Dockerfile,
  /// what it links to, and the ignore file. Those outside the context are left out.
  [[nodiscard]] const std::vector<std::string>& build_files() const noexcept;
  /// Path of the Dockerfile, as messages name it: that of the options or the usual one, which need
  /// not exist.
  [[nodiscard]] const std::string& dockerfile() const noexcept;
  /// What is worth telling about the way the context was put together.
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept;
  /// The path of `name` for messages.
  [[nodiscard]] std::string path_of(std::string_view name) const;

 private:
  [[nodiscard]] Context whole() const;

  struct Parts;
  std::shared_ptr<const Parts> parts_;
  std::shared_ptr<const Narrowing> narrowing_;
};

}  // namespace tare
