#include "suggested_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "excluded.hpp"
#include "text.hpp"

namespace cli {
namespace {

void add(SuggestedLines& out, const tare::Suggestion& one) {
  out.text +=
      fmt::format("# {} in {}: {}\n", size_text(one.tally.bytes), files_text(one.tally), one.what);
  if (one.sure) {
    out.text += one.line + "\n";
    out.bytes += one.tally.bytes;
    ++out.lines;
  } else {
    out.text += "# If no COPY takes it, remove the # in front:\n#" + one.line + "\n";
    ++out.commented;
  }
}

}  // namespace

SuggestedLines suggested_lines(const std::vector<tare::Suggestion>& suggestions) {
  std::vector<const tare::Suggestion*> left;
  left.reserve(suggestions.size());
  for (const tare::Suggestion& one : suggestions) left.push_back(&one);
  SuggestedLines out;
  while (!left.empty()) {
    const std::string_view group = left.front()->group;
    out.text += fmt::format("{}# {}\n\n", out.text.empty() ? "" : "\n", group);
    const auto rest = std::stable_partition(
        left.begin(), left.end(), [&](const tare::Suggestion* one) { return one->group == group; });
    for (auto one = left.begin(); one != rest; ++one) add(out, **one);
    left.erase(left.begin(), rest);
  }
  return out;
}

}  // namespace cli
