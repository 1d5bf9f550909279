#include "diff_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "tare/printable.hpp"
#include "text.hpp"

// A line is `BYTES SIGN NAME  DETAILS`. Whoever looks for what made a context large reads the first
// lines; changes of the same size keep the order of the tree.

namespace cli {
namespace {

constexpr std::size_t kBytesColumns = 11;
constexpr std::size_t kLeastName = 16;

struct Line {
  std::int64_t growth = 0;
  char sign = '~';
  std::string name;
  std::string details;
};

std::uint64_t magnitude(std::int64_t growth) {
  const auto value = static_cast<std::uint64_t>(growth);
  return growth < 0 ? 0 - value : value;
}

// `+12.4 kB`, `-3 B`, `0 B`
std::string growth_text(std::int64_t growth) {
  const char* sign = growth > 0 ? "+" : growth < 0 ? "-" : "";
  return sign + size_text(magnitude(growth));
}

const char* kind_text(tare::Kind kind) {
  switch (kind) {
    case tare::Kind::directory:
      return "directory";
    case tare::Kind::symlink:
      return "link";
    case tare::Kind::fifo:
      return "fifo";
    case tare::Kind::character_device:
    case tare::Kind::block_device:
      return "device";
    case tare::Kind::socket:
      return "socket";
    case tare::Kind::file:
      break;
  }
  return "file";
}

// What has changed in a name that both have: `content, mode 0644 -> 0755`.
std::string details_of(const tare::Change& change) {
  if (change.whole) return count_of(change.files, "file", "files");
  if (change.type != tare::Change::Type::changed) return "";
  std::string text;
  for (std::string word : tare::differences(change)) {
    if (word == "kind") {
      word = fmt::format("{} -> {}", kind_text(change.before.kind), kind_text(change.after.kind));
    } else if (word == "mode") {
      word = fmt::format("mode {:04o} -> {:04o}", change.before.mode, change.after.mode);
    }
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

Line line_of(const tare::Change& change) {
  const bool added = change.type == tare::Change::Type::added;
  const bool removed = change.type == tare::Change::Type::removed;
  const tare::Kind kind = removed ? change.before.kind : change.after.kind;
  return {tare::growth(change),
          added     ? '+'
          : removed ? '-'
                    : '~',
          tare::printable(change.name) + (kind == tare::Kind::directory ? "/" : ""),
          details_of(change)};
}

Line line_of(const tare::ReportChange& change) {
  const std::uint64_t before = change.before ? change.before->files : 0;
  const std::uint64_t after = change.after ? change.after->files : 0;
  const std::string files = before == after ? count_of(after, "file", "files")
                                            : fmt::format("{} -> {}", count_text(before),
                                                          count_of(after, "file", "files"));
  return {tare::growth(change),
          !change.before  ? '+'
          : !change.after ? '-'
                          : '~',
          tare::printable(change.name), files};
}

// The largest first. Of all changes, only those that are shown become lines.
template <typename Change>
std::vector<const Change*> largest_first(const std::vector<const Change*>& changes) {
  std::vector<const Change*> sorted = changes;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Change* a, const Change* b) {
    return magnitude(growth(*a)) > magnitude(growth(*b));
  });
  return sorted;
}

void put_lines(std::string& out, const std::vector<Line>& lines,
               std::optional<std::size_t> columns) {
  const std::size_t details = widest(lines, &Line::details);
  std::size_t name = widest(lines, &Line::name);
  if (columns) {
    const std::size_t around = kBytesColumns + 4 + (details != 0 ? details + 2 : 0);
    name = std::min(name, std::max(kLeastName, *columns > around ? *columns - around : 0));
  }
  for (const Line& line : lines) {
    const std::string shown = columns ? fit(line.name, name) : line.name;
    std::string text =
        fmt::format("{:>{}}  {} {}", growth_text(line.growth), kBytesColumns, line.sign, shown);
    if (!line.details.empty()) {
      text = fmt::format("{:>{}}  {} {:<{}}  {}", growth_text(line.growth), kBytesColumns,
                         line.sign, shown, std::min<std::size_t>(name, 40), line.details);
    }
    out += text + "\n";
  }
}

template <typename Change>
void put_changes(std::string& out, const std::vector<const Change*>& changes,
                 const DiffLayout& layout, std::optional<std::size_t> columns) {
  const std::vector<const Change*> sorted = largest_first(changes);
  const std::size_t shown = layout.most == 0 ? sorted.size() : std::min(layout.most, sorted.size());
  std::vector<Line> lines;
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(line_of(*sorted[i]));
  put_lines(out, lines, columns);
  if (shown == sorted.size()) return;
  const std::int64_t rest = std::accumulate(
      sorted.begin() + static_cast<std::ptrdiff_t>(shown), sorted.end(), std::int64_t{0},
      [](std::int64_t sum, const Change* change) { return sum + growth(*change); });
  out += fmt::format("{:>{}}    in {}\n", growth_text(rest), kBytesColumns,
                     count_of(sorted.size() - shown, "more change", "more changes"));
}

template <typename Change>
std::vector<const Change*> pointers(const std::vector<Change>& changes) {
  std::vector<const Change*> all;
  all.reserve(changes.size());
  for (const Change& change : changes) all.push_back(&change);
  return all;
}

std::string entries_text(std::uint64_t count) { return count_of(count, "entry", "entries"); }

void put_total(std::string& out, std::string_view title, const std::string& count,
               std::size_t width, const std::string& size) {
  out += fmt::format("{:<8}  {:>{}}  {:>9}\n", title, count, width, size);
}

void put_totals(std::string& out, const tare::Diff& diff) {
  const std::vector<std::string> counts{
      entries_text(diff.added.entries()), entries_text(diff.removed.entries()),
      entries_text(diff.changed), entries_text(diff.before.entries()),
      entries_text(diff.after.entries())};
  std::size_t width = 0;
  for (const std::string& count : counts) width = std::max(width, width_of(count));
  const auto all = [&](const tare::Tally& tally, std::int64_t sign) {
    return growth_text(sign * static_cast<std::int64_t>(tally.bytes));
  };
  if (diff.added.entries() != 0) put_total(out, "added", counts[0], width, all(diff.added, 1));
  if (diff.removed.entries() != 0) {
    put_total(out, "removed", counts[1], width, all(diff.removed, -1));
  }
  if (diff.changed != 0) {
    put_total(out, "changed", counts[2], width, growth_text(diff.changed_bytes));
  }
  put_total(out, "before", counts[3], width, size_text(diff.before.bytes));
  put_total(out, "after", counts[4], width, size_text(diff.after.bytes));
}

void put_amounts(std::string& out, std::string_view title, const tare::ReportAmount& before,
                 const tare::ReportAmount& after) {
  const auto growth = static_cast<std::int64_t>(after.bytes - before.bytes);
  out += fmt::format("{:<8}  {:>9} -> {:>9}  {:>9}  {} -> {}\n", title, size_text(before.bytes),
                     size_text(after.bytes), growth == 0 ? "" : growth_text(growth),
                     count_text(before.files), count_of(after.files, "file", "files"));
}

const char* title_of(tare::ReportChange::Section section) {
  using Section = tare::ReportChange::Section;
  switch (section) {
    case Section::directory:
      return "sent, by directory";
    case Section::file:
      return "sent, largest files";
    case Section::place:
      return "excluded, by place";
    case Section::rule:
      break;
  }
  return "by rule";
}

}  // namespace

std::string diff_text(const tare::Diff& diff, const DiffLayout& layout,
                      std::optional<std::size_t> columns) {
  if (diff.changes.empty()) {
    return fmt::format("no difference in {}, {}\n", entries_text(diff.after.entries()),
                       size_text(diff.after.bytes));
  }
  std::string out;
  if (!layout.totals_only) {
    put_changes(out, pointers(diff.changes), layout, columns);
    out += "\n";
  }
  put_totals(out, diff);
  return out;
}

std::string diff_text(const tare::ReportDiff& diff, const DiffLayout& layout,
                      std::optional<std::size_t> columns) {
  std::string out;
  put_amounts(out, "sent", diff.context_before, diff.context_after);
  put_amounts(out, "excluded", diff.excluded_before, diff.excluded_after);
  if (!diff.complete) out += "What is excluded was not measured in full.\n";
  if (layout.totals_only) return out;
  std::vector<const tare::ReportChange*> section;
  for (std::size_t i = 0; i < diff.changes.size(); ++i) {
    section.push_back(&diff.changes[i]);
    if (i + 1 < diff.changes.size() && diff.changes[i + 1].section == diff.changes[i].section) {
      continue;
    }
    out += fmt::format("\n{}\n", title_of(diff.changes[i].section));
    put_changes(out, section, layout, columns);
    section.clear();
  }
  return out;
}

}  // namespace cli
