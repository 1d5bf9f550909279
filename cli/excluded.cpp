#include "excluded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "table.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

std::string entries_text(const tare::Tally& tally) {
  if (tally.files == tally.entries() - tally.directories) {
    return count_of(tally.files, "file", "files");
  }
  return count_of(tally.entries(), "entry", "entries");
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
  if (!counted) return entries_text(place.tally);
  return place.rule == nullptr ? "others" : tare::printable(place.rule->original);
}

// Those to show, in the order to show them.
std::vector<const tare::Place*> shown(const std::vector<tare::Place>& all, const PlacesLook& look) {
  std::vector<const tare::Place*> places;
  for (const tare::Place& place : all) places.push_back(&place);
  if (look.order == Order::files) {
    std::stable_sort(places.begin(), places.end(), [](const tare::Place* a, const tare::Place* b) {
      return a->tally.files > b->tally.files;
    });
  }
  if (places.size() > look.most) places.resize(look.most);
  if (look.order == Order::name) {
    std::stable_sort(places.begin(), places.end(),
                     [](const tare::Place* a, const tare::Place* b) { return a->name < b->name; });
  }
  return places;
}

}  // namespace

std::string files_text(const tare::Tally& tally) {
  return tally.files != 0 ? count_of(tally.files, "file", "files")
                          : count_of(tally.entries(), "entry", "entries");
}

std::string size_text(const tare::Tally& tally, bool complete) {
  return fmt::format("{}{}", complete ? "" : ">", size_text(tally.bytes));
}

std::string excluded_sentence(const tare::Report& report) {
  if (report.excluded.entries() == 0) return "nothing excluded";
  if (!report.measured) {
    return count_of(report.places.size(), "place", "places") + " excluded, not measured";
  }
  const std::uint64_t bytes = report.excluded.bytes;
  return fmt::format("{}{}, {} excluded ({})", report.complete ? "" : "at least ",
                     files_text(report.excluded), size_text(bytes),
                     share_text(bytes, bytes + report.context.bytes + report.unneeded.bytes));
}

std::string unneeded_sentence(const tare::Report& report) {
  if (report.unneeded.entries() == 0) return "all of it needed";
  if (!report.measured) {
    return count_of(report.unneeded_places.size(), "place", "places") + " not needed, not measured";
  }
  return fmt::format("{}{}, {} not needed", report.complete ? "" : "at least ",
                     files_text(report.unneeded), size_text(report.unneeded.bytes));
}

std::string places_text(const std::vector<tare::Place>& places, bool measured,
                        const PlacesLook& look) {
  using Column = Table::Column;
  const bool counted = look.counts && measured;
  Table table({{Column::Align::right, Ink::plain, Column::Fit::whole, measured ? kSizeColumns : 0},
               {Column::Align::right},
               {Column::Align::left, Ink::plain, Column::Fit::name},
               {Column::Align::left, Ink::faint},
               {Column::Align::left, Ink::plain, Column::Fit::remark}},
              measured ? 0 : 2);
  const std::vector<const tare::Place*> lines = shown(places, look);
  for (const tare::Place* place : lines) {
    const tare::Rule* rule = place->rule;
    table.add({measured ? size_text(place->tally, place->complete) : "",
               counted ? files_text(place->tally) : "", label_of(*place, counted),
               rule != nullptr ? rule_place(*rule)
               : look.counts   ? ""
                               : "not needed",
               rule == nullptr ? "" : tare::printable(rule->original)});
  }
  std::string out = table.text(look.columns, look.palette);
  if (places.size() <= look.most) return out;
  std::uint64_t others = 0;
  for (const tare::Place& place : places) others += place.tally.bytes;
  for (const tare::Place* place : lines) others -= place->tally.bytes;
  out +=
      fmt::format("{:>{}}  in {}\n", measured ? size_text(others) : "", measured ? kSizeColumns : 0,
                  count_of(places.size() - look.most, "more place", "more places"));
  return out;
}

std::string build_files_text(const tare::Report& report) {
  std::string out;
  for (const tare::BuildFile& file : report.build_files) {
    if (file.rule == nullptr) continue;  // it rides along, as anybody expects
    out += fmt::format("tare: note: {} ({}) is sent for the builder, although {} excludes it: {}\n",
                       tare::quoted(file.name), size_text(file.bytes), rule_place(*file.rule),
                       tare::printable(file.rule->original));
  }
  return out;
}

}  // namespace cli
