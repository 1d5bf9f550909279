#include "summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "excluded.hpp"
#include "text.hpp"

namespace cli {

std::string pack_summary(const tare::Report& report, std::optional<std::size_t> columns) {
  PlacesLook look;
  look.columns = columns;
  std::vector<tare::Place> places = report.places;
  std::string unneeded;
  if (report.narrowed) {
    places.insert(places.end(), report.unneeded_places.begin(), report.unneeded_places.end());
    std::stable_sort(places.begin(), places.end(), [](const tare::Place& a, const tare::Place& b) {
      return a.tally.bytes > b.tally.bytes;
    });
    unneeded = unneeded_sentence(report) + "; ";
  }
  return fmt::format("tare: {}, {} sent; {}{}\n{}{}",
                     count_of(report.context.files, "file", "files"),
                     size_text(report.context.bytes), unneeded, excluded_sentence(report),
                     places_text(places, report.measured, look), build_files_text(report));
}

}  // namespace cli
