#include "summary.hpp"

#include <fmt/format.h>

#include "excluded.hpp"
#include "text.hpp"

namespace cli {

std::string pack_summary(const tare::Report& report, std::optional<std::size_t> columns) {
  PlacesLook look;
  look.columns = columns;
  return fmt::format("tare: {}, {} sent; {}\n{}{}", count_of(report.context.files, "file", "files"),
                     size_text(report.context.bytes), excluded_sentence(report),
                     places_text(report, look), build_files_text(report));
}

}  // namespace cli
