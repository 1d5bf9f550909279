#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "palette.hpp"

namespace cli {

/// The columns that sizes are given.
constexpr std::size_t kSizeColumns = 10;

/// Columns of text that keep to the width of a terminal.
class Table {
 public:
  struct Column {
    enum class Align { left, right };
    /// What gives way where the width does not suffice. One column at most is a `name`, which keeps
    /// 16 columns, and one a `remark`, which then gets what is left.
    enum class Fit { whole, name, remark };

    Align align = Align::left;
    Ink ink = Ink::plain;
    Fit fit = Fit::whole;
    std::size_t least = 0;  ///< its width, or more where a text is longer; 0: none without text
    std::size_t gap = 2;    ///< between it and the column on its left
  };

  /// `indent` columns stay free on the left.
  explicit Table(std::vector<Column> columns, std::size_t indent = 0)
      : columns_(std::move(columns)), indent_(indent) {}

  /// Printable text for each column.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  /// The rows as lines, in at most `width` columns, if any.
  [[nodiscard]] std::string text(std::optional<std::size_t> width, const Palette& palette) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  void shrink(std::vector<std::size_t>& widths, std::size_t width) const;

  std::vector<Column> columns_;
  std::size_t indent_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace cli
