#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/build_plan.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/progress.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

/// Where a source of an instruction leads to in a context.
struct SourceUse {
  std::string path;     ///< BuildStep::Source::path
  std::string written;  ///< BuildStep::Source::written
  BuildStep::Use use = BuildStep::Use::copy;
  Tally taken;  ///< what is sent and the instruction takes; each name of a hard-linked file counts
  Tally excluded;  ///< what lies there besides, left out by the rules
  /// Nothing is sent of it. Then `rule` is the one that excludes what is there, null when there is
  /// nothing in the tree.
  bool missing = false;
  /// `missing`, and the build goes on all the same: a wildcard that matches nothing.
  bool optional = false;
  const Rule* rule = nullptr;
  /// `missing` for a reason of BuildKit's own, though no rule excludes it: it is reached through a
  /// link that another source took first, or it is below a wildcard of which BuildKit sends
  /// nothing.
  bool lost = false;
};

/// What an instruction takes, that an earlier one of its stage or of the stages below took already.
struct Repetition {
  std::size_t stage = 0;  ///< index in StageReport::stages
  std::size_t step = 0;   ///< index in StageUse::steps
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// One instruction that takes something, from the context or from another stage, or that runs.
struct StepUse {
  BuildStep step;
  std::vector<SourceUse> sources;
  /// All sources together, each entry once.
  Tally taken;
  Tally excluded;
  /// The largest first. Of a file that more than 100 instructions take, only the first 100 count,
  /// and no more than 100,000 are told in all.
  std::vector<Repetition> repeats;
  /// Takes the whole context, and the RUN in this line, which installs what the project depends on,
  /// runs again for any change of it; 0 when there is none.
  std::size_t install_line = 0;
  bool tmpfs_sends_all = false;  ///< only for its tmpfs mount the whole context is sent
};

struct StageUse {
  PlannedStage stage;  ///< without its steps, which are here:
  std::vector<StepUse> steps;
  Tally taken;     ///< what its instructions take of the context, each entry once
  Tally excluded;  ///< what lies there besides
};

/// What each stage and instruction really takes from a context.
struct StageReport {
  std::string dockerfile;
  std::size_t target = 0;
  std::vector<StageUse> stages;  ///< in the order of the file, unreachable ones without steps
  Tally context;                 ///< what the rules let through
  Tally needed;                  ///< what BuildKit sends of it for this target
  Tally unused;  ///< what they let through and no instruction takes; Context::build_files() apart
  std::vector<Place> unused_places;  ///< the largest parts of that: directories and files; no rule
  bool complete = true;              ///< false: figures of what is excluded are lower bounds
  std::vector<Diagnostic> diagnostics;  ///< BuildPlan::diagnostics()
  Matcher matcher;                      ///< the rules that pointers lead to
};

struct StagesOptions {
  std::size_t unused_places = 10;  ///< how many to keep
  unsigned threads = 0;            ///< as in WalkOptions
  ProgressFunction progress = {};  ///< may be empty
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
};

/// Walks `context` and finds out what the instructions of `plan` take of it, by the rules of COPY:
/// a wildcard stays within one part of a name, links on the way to a source are followed. Throws
/// what report() throws.
[[nodiscard]] StageReport stages(const Context& context, const BuildPlan& plan,
                                 const StagesOptions& options = {});

/// JSON of schema 1 (share/tare/schema/stages.schema.json), for a context called `directory`.
[[nodiscard]] std::string to_json(const StageReport& report, const std::string& directory);

/// The same as a graph in the language of Graphviz: stages as boxes, bytes on the edges.
[[nodiscard]] std::string to_dot(const StageReport& report);

/// The same as a picture (SVG) that fits into an HTML page; its colours are the page's.
[[nodiscard]] std::string to_svg(const StageReport& report);

}  // namespace tare
