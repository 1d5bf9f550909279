// Any bytes as a configuration: what line_of_long_key() lets through makes no deep tables, however
// its keys are quoted and its texts end.

#include <algorithm>
#include <string_view>

#include "cli/long_key.hpp"
#include "cli/toml.hpp"
#include "input.hpp"

namespace {

constexpr std::size_t kMostParts = 3;

std::size_t depth_of(const toml::node& node) {
  std::size_t below = 0;
  if (const toml::table* table = node.as_table()) {
    for (const auto& each : *table) below = std::max(below, depth_of(each.second) + 1);
  } else if (const toml::array* array = node.as_array()) {
    for (const toml::node& each : *array) below = std::max(below, depth_of(each) + 1);
  }
  return below;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (cli::line_of_long_key(text, kMostParts) != 0) return 0;
  try {
    // A section, which may be one of a list, a key, and values in each other that are lists or
    // tables with keys of their own.
    fuzz::require(depth_of(toml::parse(text)) <= 3 * kMostParts + 17 * (kMostParts + 1));
  } catch (const toml::parse_error&) {
    // No TOML.
  }
  return 0;
}
