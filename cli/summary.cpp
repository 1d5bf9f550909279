#include "summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kPlacesShown = 10;
constexpr std::size_t kLeastLabel = 16;
constexpr std::size_t kSizeColumns = 10;

// One line of a table: SIZE  COUNT  LABEL  RULE  PATTERN.
struct Row {
  std::string size;
  std::string count;
  std::string label;
  std::string rule;
  std::string pattern;
};

std::string entries_text(const tare::Tally& tally) {
  if (tally.files == tally.entries() - tally.directories) {
    return count_of(tally.files, "file", "files");
  }
  return count_of(tally.entries(), "entry", "entries");
}

// What is left out counts as files; where there are none, as entries, so that nothing looks empty.
std::string excluded_text(const tare::Tally& tally) {
  return tally.files != 0 ? count_of(tally.files, "file", "files")
                          : count_of(tally.entries(), "entry", "entries");
}

// Where a column counts the entries already, the pattern says more about a group of them.
std::string label_of(const tare::Place& place, bool counted) {
  switch (place.kind) {
    case tare::Place::Kind::directory:
      return tare::printable(place.name) + "/";
    case tare::Place::Kind::entry:
      return tare::printable(place.name);
    case tare::Place::Kind::group:
      break;
  }
  return counted ? tare::printable(place.rule->original) : entries_text(place.tally);
}

// A lower bound shows as `>5 B`.
std::string size_text(const tare::Tally& tally, bool complete) {
  return fmt::format("{}{}", complete ? "" : ">", cli::size_text(tally.bytes));
}

void put_table(std::string& out, std::vector<Row> rows, std::optional<std::size_t> columns) {
  const std::size_t size = widest(rows, &Row::size);
  const std::size_t count = widest(rows, &Row::count);
  const std::size_t rule = widest(rows, &Row::rule);
  std::size_t label = widest(rows, &Row::label);
  if (columns) {
    const std::size_t around = kSizeColumns + 2 + (count != 0 ? count + 2 : 0) + 2 + rule + 2;
    const std::size_t pattern = std::min<std::size_t>(widest(rows, &Row::pattern), 20);
    const std::size_t left = *columns > around + pattern ? *columns - around - pattern : 0;
    label = std::min(label, std::max(left, kLeastLabel));
    const std::size_t rest = *columns > around + label ? *columns - around - label : kLeastLabel;
    for (Row& row : rows) {
      row.label = fit(row.label, label);
      row.pattern = fit(row.pattern, rest);
    }
  }
  for (const Row& row : rows) {
    out += size == 0 ? "  " : fmt::format("{:>{}}  ", row.size, kSizeColumns);
    if (count != 0) out += fmt::format("{:>{}}  ", row.count, count);
    std::string rest = row.label;
    if (rule != 0)
      rest = fmt::format("{:<{}}  {:<{}}  {}", row.label, label, row.rule, rule, row.pattern);
    rest.erase(rest.find_last_not_of(' ') + 1);
    out += rest + "\n";
  }
}

void put_places(std::string& out, const tare::Report& report, bool with_counts,
                std::optional<std::size_t> columns) {
  std::vector<Row> rows;
  tare::Tally others;
  for (std::size_t i = 0; i < report.places.size(); ++i) {
    const tare::Place& place = report.places[i];
    if (i >= kPlacesShown) {
      others += place.tally;
      continue;
    }
    const bool counted = with_counts && report.measured;
    rows.push_back({report.measured ? size_text(place.tally, place.complete) : "",
                    counted ? excluded_text(place.tally) : "", label_of(place, counted),
                    rule_place(*place.rule), tare::printable(place.rule->original)});
  }
  put_table(out, std::move(rows), columns);
  if (report.places.size() > kPlacesShown) {
    const std::string more =
        count_of(report.places.size() - kPlacesShown, "more place", "more places");
    const std::string size = report.measured ? cli::size_text(others.bytes) : "";
    out += fmt::format("{:>{}}  in {}\n", size, report.measured ? kSizeColumns : 0, more);
  }
}

std::string excluded_sentence(const tare::Report& report) {
  if (report.excluded.entries() == 0) return "nothing excluded";
  if (!report.measured) {
    return count_of(report.places.size(), "place", "places") + " excluded, not measured";
  }
  const std::uint64_t bytes = report.excluded.bytes;
  return fmt::format("{}{}, {} excluded ({})", report.complete ? "" : "at least ",
                     excluded_text(report.excluded), cli::size_text(bytes),
                     share_text(bytes, bytes + report.context.bytes));
}

void put_build_files(std::string& out, const tare::Report& report) {
  for (const tare::BuildFile& file : report.build_files) {
    out += fmt::format("tare: note: {} ({}) is sent for the builder, although {} excludes it: {}\n",
                       tare::quoted(file.name), cli::size_text(file.bytes), rule_place(*file.rule),
                       tare::printable(file.rule->original));
  }
}

void put_total(std::string& out, std::string_view title, const tare::Tally& tally,
               std::uint64_t whole, std::size_t count_width, bool complete) {
  out += fmt::format("{:<8}  {:>{}}  {:>9}  {:>7}\n", title, excluded_text(tally), count_width,
                     size_text(tally, complete), share_text(tally.bytes, whole));
}

bool has_repetitions(const tare::Report& report) {
  return std::any_of(report.rules.begin(), report.rules.end(),
                     [](const tare::RuleUse& use) { return use.repeated != 0; });
}

// Whether the table of rules would only repeat the table of places.
bool one_place_a_rule(const tare::Report& report) {
  std::vector<const tare::Rule*> rules;
  for (const tare::Place& place : report.places) rules.push_back(place.rule);
  std::sort(rules.begin(), rules.end());
  const bool distinct = std::adjacent_find(rules.begin(), rules.end()) == rules.end();
  return distinct && rules.size() == report.rules.size() && !has_repetitions(report);
}

void put_rules(std::string& out, const tare::Report& report, std::optional<std::size_t> columns) {
  std::vector<Row> rows;
  for (const tare::RuleUse& use : report.rules) {
    const std::string count = use.tally.entries() == 0 ? "nothing" : excluded_text(use.tally);
    rows.push_back({use.tally.entries() == 0 ? "" : cli::size_text(use.tally.bytes), count,
                    rule_place(*use.rule), "", ""});
    rows.back().label += "  " + tare::printable(use.rule->original);
    if (use.rule->exception && use.tally.entries() != 0) rows.back().label += "  (brought back)";
    if (use.repeated != 0) {
      rows.back().label += fmt::format("  ({} repeated)", count_text(use.repeated));
    }
  }
  put_table(out, std::move(rows), columns);
  if (has_repetitions(report)) {
    out +=
        "  repeated: another rule had decided already. Bytes go to the rule that changed\n"
        "  the verdict, as in Docker; git would name the last one that matches.\n";
  }
}

}  // namespace

std::string pack_summary(const tare::Report& report, std::optional<std::size_t> columns) {
  std::string out =
      fmt::format("tare: {}, {} sent; {}\n", count_of(report.context.files, "file", "files"),
                  cli::size_text(report.context.bytes), excluded_sentence(report));
  put_places(out, report, false, columns);
  put_build_files(out, report);
  return out;
}

std::string report_text(const tare::Report& report, std::optional<std::size_t> columns) {
  std::string out;
  const std::uint64_t whole = report.context.bytes + report.excluded.bytes;
  const std::size_t width =
      std::max(width_of(excluded_text(report.context)), width_of(excluded_text(report.excluded)));
  put_total(out, "sent", report.context, whole, width, true);
  if (report.excluded.entries() == 0) {
    out += "excluded  nothing\n";
  } else if (!report.measured) {
    out += fmt::format("excluded  {}\n", excluded_sentence(report));
  } else {
    put_total(out, "excluded", report.excluded, whole, width, report.complete);
  }
  if (!report.places.empty()) {
    out += "\nexcluded, by place\n";
    put_places(out, report, true, columns);
  }
  if (report.measured && !one_place_a_rule(report)) {
    out += "\nby rule\n";
    put_rules(out, report, columns);
  }
  if (!report.build_files.empty()) {
    out += "\n";
    put_build_files(out, report);
  }
  return out;
}

}  // namespace cli
