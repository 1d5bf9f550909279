#include "display_text.hpp"

#include <fmt/format.h>

#include "build_display.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

std::string warning_text(const BuildEvent& event) {
  const std::string text = "WARNING: " + output_text(event.line.text);
  return event.step == nullptr ? text : fmt::format("#{} {}", event.step->number, text);
}

std::uint64_t positive(std::int64_t count) {
  return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

}  // namespace

std::string seconds_text(std::chrono::nanoseconds duration) {
  return fmt::format("{:.1f}s", std::chrono::duration<double>(duration).count());
}

std::string output_text(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    const std::size_t at = std::min(line.find("\x1b["), line.size());
    text += line.substr(0, at);
    line.remove_prefix(at);
    if (line.empty()) break;
    // Parameters, and the letter that ends the sequence: colours, and moves of the cursor.
    const std::size_t end = line.find_first_not_of("0123456789;:<=>?", 2);
    const bool whole = end != std::string_view::npos && line[end] >= '@' && line[end] <= '~';
    if (!whole) text += line.substr(0, 2);
    line.remove_prefix(whole ? end + 1 : 2);
  }
  std::string out;
  for (std::size_t at = 0;;) {  // a tab is what it is
    const std::size_t tab = std::min(text.find('\t', at), text.size());
    out += tare::printable(std::string_view(text).substr(at, tab - at));
    if (tab == text.size()) return out;
    out += "    ";
    at = tab + 1;
  }
}

std::string part_text(const StepPart& part) {
  std::string text = output_text(part.name);
  const std::uint64_t current = positive(part.current);
  const std::uint64_t total = positive(part.total);
  if (total != 0) return fmt::format("{} {} / {}", text, size_text(current), size_text(total));
  return current == 0 ? text : fmt::format("{} {}", text, size_text(current));
}

std::string event_line(const BuildEvent& event, const Palette& palette) {
  if (event.kind == BuildEvent::Kind::warning) {
    return palette.paint(warning_text(event), Ink::warning);
  }
  const std::string number = fmt::format("#{}", event.step->number);
  switch (event.kind) {
    case BuildEvent::Kind::begun:
      return fmt::format("{} {}", number,
                         palette.paint(tare::printable(event.step->name), Ink::heading));
    case BuildEvent::Kind::cached:
      return fmt::format("{} {}", number, palette.paint("CACHED", Ink::sent));
    case BuildEvent::Kind::done:
      return fmt::format("{} DONE {}", number, seconds_text(event.step->duration()));
    case BuildEvent::Kind::failed:
      return fmt::format("{} {}", number,
                         palette.paint("ERROR: " + output_text(event.step->error), Ink::error));
    case BuildEvent::Kind::cancelled:
      return fmt::format("{} {}", number, palette.paint("CANCELLED", Ink::warning));
    case BuildEvent::Kind::output:
      return fmt::format("{} {:.3f} {}", number,
                         std::chrono::duration<double>(event.line.after).count(),
                         output_text(event.line.text));
    case BuildEvent::Kind::part:
      return fmt::format("{} {} done", number, part_text(event.part));
    case BuildEvent::Kind::warning:
      break;
  }
  return number;
}

std::string transfer_line(const tare::Transfer& transfer) {
  return fmt::format("{}: {} offered, {} asked for, {} sent", tare::printable(transfer.name),
                     count_of(transfer.entries, "entry", "entries"),
                     count_of(transfer.files_requested, "file", "files"),
                     size_text(transfer.bytes_sent));
}

std::string push_line(const std::string& image, const PushStep& push) {
  const std::string layer = push.layer.empty() ? "" : tare::printable(push.layer) + " ";
  return fmt::format("pushing {}: {}{}", tare::printable(image), layer, output_text(push.status));
}

std::string summary_text(const BuildSummary& summary) {
  return fmt::format("{} offered, {} asked for, {} sent; {}, {} cached",
                     count_of(summary.sent.entries, "entry", "entries"),
                     count_of(summary.sent.files_requested, "file", "files"),
                     size_text(summary.sent.bytes_sent), count_of(summary.steps, "step", "steps"),
                     count_text(summary.cached));
}

}  // namespace cli
