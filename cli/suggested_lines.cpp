#include "suggested_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "excluded.hpp"
#include "text.hpp"

namespace cli {
namespace {

void add(SuggestedLines& out, const tare::Suggestion& one, const Palette& palette) {
  const auto put = [&](const std::string& line, Ink ink) {
    out.text += palette.paint(line, ink) + "\n";
  };
  put(fmt::format("# {} in {}: {}", size_text(one.tally.bytes), files_text(one.tally), one.what),
      Ink::faint);
  if (one.sure) {
    put(one.line, Ink::advice);
    out.bytes += one.tally.bytes;
    ++out.lines;
  } else {
    put("# If no COPY takes it, remove the # in front:", Ink::faint);
    put("#" + one.line, Ink::plain);
    ++out.commented;
  }
}

}  // namespace

SuggestedLines suggested_lines(const std::vector<tare::Suggestion>& suggestions,
                               const Palette& palette) {
  std::vector<const tare::Suggestion*> left;
  left.reserve(suggestions.size());
  for (const tare::Suggestion& one : suggestions) left.push_back(&one);
  SuggestedLines out;
  while (!left.empty()) {
    const std::string_view group = left.front()->group;
    out.text += fmt::format("{}{}\n\n", out.text.empty() ? "" : "\n",
                            palette.paint(fmt::format("# {}", group), Ink::heading));
    const auto rest = std::stable_partition(
        left.begin(), left.end(), [&](const tare::Suggestion* one) { return one->group == group; });
    for (auto one = left.begin(); one != rest; ++one) add(out, **one, palette);
    left.erase(left.begin(), rest);
  }
  return out;
}

}  // namespace cli
