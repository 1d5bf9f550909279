#include "misspelling.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace tare {
namespace {

constexpr std::size_t kLongestWord = 20;  // no name has more; what is typed may be a whole file

// Characters to insert, drop or replace to get from `a` to `b`.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> costs(b.size() + 1);
  std::iota(costs.begin(), costs.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t before = costs[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = before + (a[i] == b[j] ? 0 : 1);
      before = costs[j + 1];
      costs[j + 1] = std::min({replaced, before + 1, costs[j] + 1});
    }
  }
  return costs.back();
}

}  // namespace

std::string_view meant_name(std::string_view typed, const std::vector<std::string_view>& names) {
  if (typed.size() > kLongestWord) return {};
  std::string_view meant;
  std::size_t fewest = typed.size() < 4 ? 2 : 3;
  for (const std::string_view name : names) {
    const std::size_t needed = edits(typed, name);
    if (needed < fewest && needed < name.size()) {
      meant = name;
      fewest = needed;
    }
  }
  return meant;
}

}  // namespace tare
