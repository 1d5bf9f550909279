#include "trail.hpp"

#include <algorithm>

#include "name_parts.hpp"

namespace tare {

Scan::State Trail::match(std::string_view name) {
  const std::string_view directory = parent_of(name);
  if (directory != directory_) go_to(directory);
  return scan_.match(name, above_.empty() ? Scan::State() : above_.back().state);
}

void Trail::go_to(std::string_view directory) {
  const auto is_above = [&](const Level& level) {
    return level.length <= directory.size() &&
           directory_.compare(0, level.length, directory, 0, level.length) == 0 &&
           (level.length == directory.size() || directory[level.length] == '/');
  };
  while (!above_.empty() && !is_above(above_.back())) above_.pop_back();
  while (above_.empty() ? !directory.empty() : above_.back().length < directory.size()) {
    const std::size_t from = above_.empty() ? 0 : above_.back().length + 1;
    const std::size_t end = std::min(directory.find('/', from), directory.size());
    const Scan::State parent = above_.empty() ? Scan::State() : above_.back().state;
    above_.push_back({end, scan_.match(directory.substr(0, end), parent)});
  }
  directory_ = directory;
}

}  // namespace tare
