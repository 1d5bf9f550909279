#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "build_steps.hpp"
#include "palette.hpp"

namespace cli {

/// Lines of a Dockerfile that a builder complains about. Untrusted, as all that it says.
struct SourcePlace {
  std::string file;
  std::string text;                                        ///< all of it
  std::vector<std::pair<std::size_t, std::size_t>> lines;  ///< first and last of each part, from 1
};

/// What a builder says when a build fails.
struct BuildFailure {
  std::string message;
  const BuildStep* step = nullptr;  ///< that failed; null when it was none
  std::vector<SourcePlace> places;
};

/// The places that stand in the details of a gRPC status (google.rpc.Status), as bytes; none where
/// there are none, or nothing that can be understood.
[[nodiscard]] std::vector<SourcePlace> places_in_details(std::string_view details);

/// The line that an error names by its text, as in `Dockerfile:3` or `parse error line 3`; 0 when
/// it names none.
[[nodiscard]] std::size_t line_in_message(std::string_view message);

/// The line in a Dockerfile of the instruction that a step such as `[build 2/4] RUN make` runs, by
/// its number in the stage, else by its text; 0 when there is none, or more than one.
[[nodiscard]] std::size_t line_of_step(std::string_view dockerfile, std::string_view step);

/// All of it for a person, as complete lines.
[[nodiscard]] std::string failure_text(const BuildFailure& failure, const Palette& palette);

}  // namespace cli
