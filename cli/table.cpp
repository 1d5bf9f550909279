#include "table.hpp"

#include <algorithm>
#include <numeric>

#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kLeastName = 16;
constexpr std::size_t kUsualRemark = 20;

}  // namespace

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_[i].least;
    for (const std::vector<std::string>& row : rows_) width = std::max(width, width_of(row[i]));
    widths.push_back(width);
  }
  return widths;
}

void Table::shrink(std::vector<std::size_t>& widths, std::size_t width) const {
  std::size_t whole = indent_;  // what does not give way, and the gaps
  bool first = true;
  std::size_t* name = nullptr;
  std::size_t* remark = nullptr;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == 0) continue;
    if (!first) whole += columns_[i].gap;
    first = false;
    if (columns_[i].fit == Column::Fit::name) {
      name = &widths[i];
    } else if (columns_[i].fit == Column::Fit::remark) {
      remark = &widths[i];
    } else {
      whole += widths[i];
    }
  }
  const auto left = [&](std::size_t taken) { return width > taken ? width - taken : 0; };
  const std::size_t usual = remark == nullptr ? 0 : std::min(*remark, kUsualRemark);
  if (name != nullptr) *name = std::min(*name, std::max(left(whole + usual), kLeastName));
  if (remark == nullptr) return;
  const std::size_t rest = left(whole + (name == nullptr ? 0 : *name));
  *remark = std::min(*remark, rest == 0 ? kLeastName : rest);
}

std::string Table::text(std::optional<std::size_t> width, const Palette& palette) const {
  std::vector<std::size_t> widths = this->widths();
  if (width) shrink(widths, *width);
  std::string out;
  for (const std::vector<std::string>& row : rows_) {
    std::size_t spaces = indent_;  // that are due as soon as there is text behind them
    bool first = true;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      if (!first) spaces += columns_[i].gap;
      first = false;
      const std::string text = fit(row[i], widths[i]);
      const std::size_t pad = widths[i] - std::min(widths[i], width_of(text));
      const bool right = columns_[i].align == Column::Align::right;
      if (!text.empty()) {
        out += std::string(spaces + (right ? pad : 0), ' ') + palette.paint(text, columns_[i].ink);
        spaces = right ? 0 : pad;
      } else {
        spaces += pad;
      }
    }
    out += '\n';
  }
  return out;
}

}  // namespace cli
