#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "build_command.hpp"
#include "build_request.hpp"
#include "tare/digest.hpp"
#include "tare/report.hpp"

namespace cli {

/// One request that a builder would make, and what it would be offered.
struct DryRequest {
  std::string directory;             ///< `dockerfile` or `context`
  std::vector<std::string> follow;   ///< what is asked for
  bool whole = false;                ///< everything is, and `follow` is empty
  std::optional<std::string> rules;  ///< path of the ignore file that it goes by
  tare::Report report;
};

/// What a build would make a builder ask for.
struct DryRun {
  BuildRequest build;
  std::vector<DryRequest> requests;
  bool takes_context = true;  ///< false: no instruction takes anything of it
  struct Change {
    tare::ContextDigest digest;
    tare::DigestChange change;
  };
  std::optional<Change> change;  ///< since a digest was saved
};

[[nodiscard]] std::string dry_run_text(const DryRun& run, std::optional<std::size_t> columns);
/// JSON of schema 1 (share/tare/schema/build.schema.json).
[[nodiscard]] std::string dry_run_json(const DryRun& run);

/// Looks at the context as a builder's requests would, and prints what comes of it. Answers the
/// program's exit code.
[[nodiscard]] int dry_run(const BuildCommand& command);

}  // namespace cli
