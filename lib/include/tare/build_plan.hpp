#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/comment.hpp"
#include "tare/dockerfile.hpp"
#include "tare/error.hpp"

namespace TARE_API tare {

struct BuildOptions {
  /// The stage to be built, by name in any case, as `docker build --target` takes it; the last one
  /// without it.
  std::optional<std::string> target = {};
  /// Build arguments by name.
  std::map<std::string, std::string> arguments = {};
  /// `linux/amd64`, `linux/arm/v7`; empty: that of this machine.
  std::string platform = {};
};

/// One instruction on the way to a target, with its variables replaced.
struct BuildStep {
  /// What an instruction takes its files for.
  enum class Use {
    copy,   ///< COPY or ADD
    mount,  ///< RUN --mount=type=bind, without `from`
    tmpfs,  ///< RUN --mount=type=tmpfs, which takes as much for a bug of BuildKit's
  };
  /// A path in the context that the instruction asks for.
  struct Source {
    Use use = Use::copy;
    std::string path;     ///< cleaned, without a leading `/`; empty: the whole context
    std::string written;  ///< the word in the Dockerfile, variables replaced
  };
  /// Another stage or image that it takes files from: `COPY --from`, `RUN --mount=from=`.
  struct From {
    std::optional<std::size_t> stage;  ///< index in BuildPlan::stages()
    std::string image;                 ///< when it is no stage
  };

  Instruction::Kind kind = Instruction::Kind::run;
  std::size_t line = 0;  ///< in the Dockerfile, from 1
  std::size_t last_line = 0;
  /// `COPY package*.json ./`: what is shown, one line, as written but for blanks and continuations.
  std::string text;
  std::string script;  ///< RUN: what its heredocs hold
  /// What a builder's cache goes by besides contents, as bytes that mean nothing else: the
  /// instruction with its variables replaced, flags and heredocs; for RUN, all variables that it
  /// sees, its directory, user and shell. Only ADD, COPY, RUN and WORKDIR make layers: what else
  /// changes counts by the key of the RUN that sees it.
  std::string key;
  bool from_base = false;             ///< an ONBUILD instruction of the base stage; `line` is there
  std::vector<Source> sources;        ///< of the context
  std::vector<std::string> excludes;  ///< COPY and ADD --exclude, which BuildKit takes as written
  std::vector<From> from;
};

/// A stage of the Dockerfile, as one target sees it.
struct PlannedStage {
  std::string name;      ///< in lower case; empty without one
  std::size_t line = 0;  ///< of its FROM
  std::string base;  ///< the image or stage, variables replaced; of an unreachable stage as written
  std::optional<std::size_t> base_stage;  ///< when it is a stage
  bool reachable = false;                 ///< the target needs it
  std::vector<BuildStep> steps;           ///< in order; none in an unreachable stage
};

/// Which stages a target needs, what their instructions are once variables have been replaced, and
/// which paths of the context they ask for: BuildKit's own rules (frontend/dockerfile,
/// dockerfile2llb). Immutable, and independent of the Dockerfile that it was made from.
class BuildPlan {
 public:
  /// Throws Error (usage, with the line where there is one) for what BuildKit refuses on the way to
  /// the target, and for a target that is no stage.
  explicit BuildPlan(const Dockerfile& dockerfile, const BuildOptions& options = {});

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// In the order of the file.
  [[nodiscard]] const std::vector<PlannedStage>& stages() const& noexcept { return stages_; }
  const std::vector<PlannedStage>& stages() && = delete;
  /// Index of the target.
  [[nodiscard]] std::size_t target() const noexcept { return target_; }
  /// The paths of the context that the reachable stages ask for, sorted, each once, cleaned and
  /// without a leading `/`; wildcards are text. Nothing at all: the whole context. Empty: no
  /// instruction uses the context.
  [[nodiscard]] const std::optional<std::vector<std::string>>& requested() const noexcept {
    return requested_;
  }
  /// Of the Dockerfile.
  [[nodiscard]] const std::vector<Comment>& comments() const& noexcept { return comments_; }
  const std::vector<Comment>& comments() && = delete;
  /// What cannot be known from the Dockerfile alone: ONBUILD instructions and variables of a pulled
  /// image, a frontend other than docker/dockerfile.
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

 private:
  std::string file_;
  std::vector<PlannedStage> stages_;
  std::size_t target_ = 0;
  std::optional<std::vector<std::string>> requested_;
  std::vector<Comment> comments_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace tare
