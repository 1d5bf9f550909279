#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "order.hpp"
#include "palette.hpp"
#include "tare/report.hpp"

/// How what is left out looks, in every account.
namespace cli {

/// `3 files`; where there are none `1 entry`, so that nothing looks empty.
[[nodiscard]] std::string files_text(const tare::Tally& tally);

/// A lower bound shows as `>5 B`.
[[nodiscard]] std::string size_text(const tare::Tally& tally, bool complete);

/// `8,112 files, 68.3 MB excluded (99.7 %)`
[[nodiscard]] std::string excluded_sentence(const tare::Report& report);

struct PlacesLook {
  std::size_t most = 10;  ///< how many to show; the rest are one line
  bool counts = false;    ///< a column with the number of files
  Order order = Order::size;
  std::optional<std::size_t> columns;
  Palette palette;
};

/// `41 files, 3.1 MB not needed`; for a report of a narrowed context.
[[nodiscard]] std::string unneeded_sentence(const tare::Report& report);

/// What was left out, with the rules that did it. `measured`: as in the report.
[[nodiscard]] std::string places_text(const std::vector<tare::Place>& places, bool measured,
                                      const PlacesLook& look);

/// A note for each file that is sent for the builder; empty without any.
[[nodiscard]] std::string build_files_text(const tare::Report& report);

}  // namespace cli
