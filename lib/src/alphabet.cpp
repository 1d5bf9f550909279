#include "alphabet.hpp"

#include <algorithm>

namespace tare {
namespace {

constexpr std::uint32_t kEnd = 0x110000;  // behind the last code point

}  // namespace

Alphabet::Alphabet(std::vector<Range> mentioned) : samples_{kEnd, 0xFFFD} {
  mentioned.emplace_back('/', '/');
  mentioned.emplace_back('\n', '\n');
  // How many ranges begin, less those that end, at a code point.
  std::vector<std::pair<std::uint32_t, int>> changes;
  changes.reserve(2 * mentioned.size() + 1);
  changes.emplace_back(0, 0);
  for (const auto& [first, last] : mentioned) {
    changes.emplace_back(first, 1);
    changes.emplace_back(last + 1, -1);
  }
  std::sort(changes.begin(), changes.end());
  int open = 0;
  for (std::size_t i = 0; i < changes.size();) {
    const std::uint32_t start = changes[i].first;
    for (; i < changes.size() && changes[i].first == start; ++i) open += changes[i].second;
    if (start == kEnd) break;
    starts_.push_back(start);
    symbols_.push_back(open > 0 ? static_cast<Symbol>(samples_.size()) : kOther);
    if (open > 0) samples_.push_back(start);
  }
  for (std::uint32_t c = 0; c < ascii_.size(); ++c) {
    const auto run = std::upper_bound(starts_.begin(), starts_.end(), c) - 1;
    ascii_[c] =
        static_cast<std::uint8_t>(symbols_[static_cast<std::size_t>(run - starts_.begin())]);
  }
}

Alphabet::Symbol Alphabet::of(std::uint32_t code_point) const noexcept {
  if (code_point < ascii_.size()) return ascii_[code_point];
  const auto run = std::upper_bound(starts_.begin(), starts_.end(), code_point) - 1;
  return symbols_[static_cast<std::size_t>(run - starts_.begin())];
}

}  // namespace tare
