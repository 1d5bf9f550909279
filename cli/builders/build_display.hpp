#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "build_command.hpp"
#include "build_failure.hpp"
#include "build_steps.hpp"
#include "image_push.hpp"
#include "tare/error.hpp"
#include "tare/session.hpp"

namespace cli {

/// The session's requests, added up.
struct TransferSum {
  std::uint64_t requests = 0;
  std::uint64_t entries = 0;
  std::uint64_t files_requested = 0;
  std::uint64_t files_sent = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t directories_read = 0;
};

/// How a build ended.
struct BuildSummary {
  enum class Result { built, failed, cancelled };

  Result result = Result::built;
  std::string digest;  ///< of the image; empty when there is none
  std::size_t steps = 0;
  std::size_t cached = 0;
  TransferSum sent;
  std::chrono::nanoseconds duration{};
};

/// `35,120 entries offered, 1 file asked for, 120 B sent; 12 steps, 11 cached`
[[nodiscard]] std::string summary_text(const BuildSummary& summary);

/// Shows on standard error how a build goes. Calls come one at a time.
class BuildDisplay {
 public:
  BuildDisplay() = default;
  BuildDisplay(const BuildDisplay&) = delete;
  BuildDisplay& operator=(const BuildDisplay&) = delete;
  virtual ~BuildDisplay() = default;

  virtual void tell(const std::vector<BuildEvent>& events, const BuildSteps& steps) = 0;
  virtual void tell(const tare::Transfer& transfer) = 0;
  virtual void tell(const tare::Diagnostic& diagnostic) = 0;
  virtual void tell(const std::string& image, const PushStep& push) = 0;
  /// The image was pushed; `digest` is that of the registry, if known.
  virtual void pushed(const std::string& image, const std::string& digest) = 0;
  /// Comes some times a second, for what moves by itself.
  virtual void tick() {}
  /// The builder says that the build failed.
  virtual void fail(const BuildFailure& failure) = 0;
  /// Anything else that ends the work. False: whoever called has to tell it.
  [[nodiscard]] virtual bool tell_error(const tare::Error& /*error*/) { return false; }
  /// Comes last.
  virtual void end(const BuildSummary& summary) = 0;
};

/// What the display draws on; a file or a terminal.
struct BuildScreen {
  std::function<void(const std::string&)> write;
  /// Of a terminal on which lines can be redrawn; nothing elsewhere.
  std::function<std::optional<std::size_t>()> columns;
  std::function<std::size_t()> rows;
  std::function<std::chrono::steady_clock::time_point()> now;

  /// Standard error.
  [[nodiscard]] static BuildScreen standard_error();
};

/// A line for each event. `verbose`: also for each request of the builder, and for all notes.
[[nodiscard]] std::unique_ptr<BuildDisplay> plain_display(BuildScreen screen, Palette palette,
                                                          bool verbose);
/// On a terminal: what has ended as lines, and below them what runs, drawn again as it changes.
[[nodiscard]] std::unique_ptr<BuildDisplay> live_display(BuildScreen screen, Palette palette,
                                                         bool verbose);
/// A JSON object in a line for each event (share/tare/schema/build.schema.json).
[[nodiscard]] std::unique_ptr<BuildDisplay> json_display(BuildScreen screen, bool verbose);
/// Says nothing unless the build fails.
[[nodiscard]] std::unique_ptr<BuildDisplay> quiet_display(BuildScreen screen, Palette palette);

/// The one that was asked for.
[[nodiscard]] std::unique_ptr<BuildDisplay> display_for(const BuildCommand& command);

}  // namespace cli
