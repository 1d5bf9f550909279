#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "signals.hpp"
#include "tare/printable.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using Clock = ProgressDisplay::Clock;

constexpr Clock::duration kPatience = std::chrono::milliseconds(500);
// Somewhat shorter than the time between two calls, which is not exact.
constexpr Clock::duration kFrame = std::chrono::milliseconds(40);
// Less of a name would say nothing.
constexpr std::size_t kLeastPlace = 8;

double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

std::string rate_text(std::uint64_t bytes, Clock::duration elapsed) {
  return size_text(static_cast<std::uint64_t>(static_cast<double>(bytes) / seconds(elapsed))) +
         "/s";
}

// What has been done, as much of it as `columns` hold.
std::string figures(const tare::Progress& progress, Clock::duration elapsed, std::size_t columns) {
  const std::string entries = "tare: " + count_of(progress.entries, "entry", "entries");
  const std::string time = ", " + duration_text(elapsed);
  std::vector<std::string> lines{entries + time, entries};
  if (progress.bytes != 0 && elapsed > Clock::duration::zero()) {
    const std::string bytes = entries + ", " + size_text(progress.bytes);
    const std::string rate = ", " + rate_text(progress.bytes, elapsed);
    lines.insert(lines.begin(), {bytes + rate + time, bytes + time});
  }
  for (const std::string& line : lines) {
    if (width_of(line) <= columns) return line;
  }
  return fit(entries, columns);
}

}  // namespace

std::string progress_line(const tare::Progress& progress, Clock::duration elapsed,
                          std::size_t columns) {
  if (progress.stage == tare::Progress::Stage::measuring) {
    return fit("tare: measuring what is excluded, " + duration_text(elapsed), columns);
  }
  std::string line = figures(progress, elapsed, columns);
  const std::size_t taken = width_of(line) + 2;
  if (!progress.place.empty() && taken + kLeastPlace <= columns) {
    line += "  " + fit(tare::printable(progress.place), columns - taken);
  }
  return line;
}

ProgressDisplay::ProgressDisplay(When when)
    : ProgressDisplay(when, {[] { return redrawable_columns_of(STDERR_FILENO); },
                             [](const std::string& line) { show_status(line); }, clear_status,
                             [] { return Clock::now(); }}) {
  if (function()) clear_status_on_signals();
}

ProgressDisplay::ProgressDisplay(When when, Screen screen)
    : screen_(std::move(screen)), when_(when), begin_(screen_.now()), next_(begin_) {
  if (when_ == When::automatic) next_ += kPatience;
}

tare::ProgressFunction ProgressDisplay::function() {
  if (when_ == When::never || !screen_.columns()) return {};
  return [this](const tare::Progress& progress) { update(progress); };
}

void ProgressDisplay::clear() {
  if (std::exchange(shown_, false)) screen_.clear();
}

void ProgressDisplay::update(const tare::Progress& progress) {
  const Clock::time_point now = screen_.now();
  if (now < next_) return;
  next_ = now + kFrame;
  const std::optional<std::size_t> columns = screen_.columns();
  // The last column stays free: some terminals go to the next line when it is filled.
  if (!columns || *columns < kLeastPlace) return clear();
  screen_.show(progress_line(progress, now - begin_, *columns - 1));
  shown_ = true;
}

}  // namespace cli
