#include "nearest.hpp"

#include <algorithm>
#include <numeric>

namespace cli {
namespace {

// Insertions, deletions and replacements of single characters between the two.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (typed.size() > 1 && word.compare(0, typed.size(), typed) == 0) return word;
  }
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const std::string& word : words) {
    const std::size_t found = distance(typed, word);
    if (found < best_distance && found < word.size()) {
      best = word;
      best_distance = found;
    }
  }
  return best;
}

}  // namespace cli
