// Sections, each with a heading; one that would only repeat what stands above it is left out, so
// that the report of a small project fits a screen.

#include "report_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bar.hpp"
#include "excluded.hpp"
#include "sent.hpp"
#include "table.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

using Column = Table::Column;

constexpr std::size_t kSentLines = 5;
constexpr std::size_t kPlaceLines = 10;
constexpr std::size_t kSuggestionLines = 5;
constexpr std::size_t kUsualColumns = 80;
constexpr std::size_t kMostColumns = 120;

void put_heading(std::string& out, std::string_view heading, const ReportLook& look) {
  out += fmt::format("\n{}\n", look.palette.paint(heading, Ink::heading));
}

// The columns to fill where something can be as wide as one likes.
std::size_t width_of_screen(const ReportLook& look) {
  return std::min(look.columns.value_or(kUsualColumns), kMostColumns);
}

void put_totals(std::string& out, const tare::Report& report, const ReportLook& look) {
  const std::uint64_t whole = report.context.bytes + report.unneeded.bytes + report.excluded.bytes;
  struct Row {
    std::string title, count, size, share;
    std::uint64_t bytes;
    Ink ink;
  };
  std::vector<Row> rows;
  const auto add = [&](const char* title, const tare::Tally& tally, bool complete, Ink ink) {
    rows.push_back({title, files_text(tally), size_text(tally, complete),
                    share_text(tally.bytes, whole), tally.bytes, ink});
  };
  add("sent", report.context, true, Ink::sent);
  if (report.narrowed && report.measured) {
    add("not needed", report.unneeded, report.complete, Ink::plain);
  }
  const bool measured = report.measured && report.excluded.entries() != 0;
  if (measured) add("excluded", report.excluded, report.complete, Ink::excluded);
  const std::size_t count = widest(rows, &Row::count);
  const std::size_t size = std::max<std::size_t>(widest(rows, &Row::size), 8);
  const std::size_t title = report.narrowed ? 10 : 8;
  const std::size_t around = title + 2 + count + 2 + size + 2 + 2 + 7;
  const std::size_t columns = width_of_screen(look);
  const std::size_t length = rows.size() > 1 && columns > around + 4 ? columns - around : 0;
  for (const Row& row : rows) {
    const std::string filled = bar(row.bytes, whole, length);
    const std::string space(length - std::min(length, width_of(filled)), ' ');
    out += fmt::format("{:<{}}  {:>{}}  {:>{}}  {}{}{}{:>7}\n", row.title, title, row.count, count,
                       row.size, size, look.palette.paint(filled, row.ink), space,
                       length == 0 ? "" : "  ", row.share);
  }
  if (report.narrowed && !report.measured) {
    out += fmt::format("not needed  {}, not measured\n",
                       count_of(report.unneeded_places.size(), "place", "places"));
  }
  if (!measured) {
    const bool nothing = report.excluded.entries() == 0;
    out += fmt::format("{:<{}}  {}\n", "excluded", title,
                       nothing ? "nothing" : excluded_sentence(report));
  }
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

void put_rules(std::string& out, const tare::Report& report, const ReportLook& look) {
  Table table({{Column::Align::right, Ink::plain, Column::Fit::whole, kSizeColumns},
               {Column::Align::right},
               {Column::Align::left, Ink::faint},
               {Column::Align::left, Ink::plain, Column::Fit::name}});
  for (const tare::RuleUse& use : report.rules) {
    const bool nothing = use.tally.entries() == 0;
    std::string label = tare::printable(use.rule->original);
    if (use.rule->exception && !nothing) label += "  (brought back)";
    if (use.repeated != 0) label += fmt::format("  ({} repeated)", count_text(use.repeated));
    table.add({nothing ? "" : size_text(use.tally.bytes),
               nothing ? "nothing" : files_text(use.tally), rule_place(*use.rule), label});
  }
  out += table.text(look.columns, look.palette);
  if (has_repetitions(report)) {
    out +=
        "  repeated: another rule had decided already. Bytes go to the rule that changed\n"
        "  the verdict, as in Docker; git would name the last one that matches.\n";
  }
}

void put_excluded(std::string& out, const tare::Report& report, const ReportLook& look) {
  const PlacesLook places{look.top.value_or(kPlaceLines), true, look.order, look.columns,
                          look.palette};
  if (!report.unneeded_places.empty()) {
    put_heading(out, "not needed, by place", look);
    out += places_text(report.unneeded_places, report.measured, places);
  }
  if (!report.places.empty()) {
    put_heading(out, "excluded, by place", look);
    out += places_text(report.places, report.measured, places);
  }
  if (report.measured && !one_place_a_rule(report)) {
    put_heading(out, "excluded, by rule", look);
    put_rules(out, report, look);
  }
}

std::string place_text(const tare::Suggestion& suggestion) {
  if (suggestion.places == 1) return tare::printable(suggestion.largest.front().name);
  return count_of(suggestion.places, "place", "places");
}

void put_suggestions(std::string& out, const tare::Survey& survey, const ReportLook& look) {
  if (survey.suggestions.empty()) return;
  put_heading(out, "worth a rule", look);
  Table table({{Column::Align::right, Ink::plain, Column::Fit::whole, kSizeColumns},
               {Column::Align::right},
               {Column::Align::left, Ink::plain, Column::Fit::name},
               {Column::Align::left, Ink::faint},
               {Column::Align::left, Ink::advice, Column::Fit::remark}});
  const std::size_t shown =
      std::min(look.top.value_or(kSuggestionLines), survey.suggestions.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const tare::Suggestion& one = survey.suggestions[i];
    table.add({size_text(one.tally.bytes), files_text(one.tally), place_text(one),
               one.sure ? "add:" : "maybe:", tare::printable(one.line)});
  }
  out += table.text(look.columns, look.palette);
  std::uint64_t sure = 0;
  for (const tare::Suggestion& one : survey.suggestions) sure += one.sure ? one.tally.bytes : 0;
  if (sure != 0) {
    out += look.palette.paint(
        fmt::format("  'tare suggest --write' adds what is sure: {} less to send", size_text(sure)),
        Ink::faint);
    out += "\n";
  }
}

}  // namespace

std::size_t survey_lines(const ReportLook& look) { return look.top.value_or(kSentLines); }

std::string report_text(const tare::Report& report, const tare::Survey& survey,
                        const ReportLook& look) {
  std::string out;
  put_totals(out, report, look);
  out += sent_text(report, survey, look);
  put_excluded(out, report, look);
  put_suggestions(out, survey, look);
  const std::string build_files = build_files_text(report);
  if (!build_files.empty()) out += "\n" + build_files;
  return out;
}

}  // namespace cli
