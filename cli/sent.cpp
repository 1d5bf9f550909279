#include "sent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "bar.hpp"
#include "excluded.hpp"
#include "table.hpp"
#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kExtensionLines = 3;

using Directory = tare::Survey::Directory;

std::string_view parent_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

// Bytes or, in the order of files, files: what bars and shares are about.
class Measure {
 public:
  Measure(const tare::Report& report, const ReportLook& look, Order order)
      : by_files_(order == Order::files),
        whole_(by_files_ ? report.context.files : report.context.bytes),
        columns_(look.columns.value_or(80) >= 100 ? 20 : 10) {}

  [[nodiscard]] std::uint64_t of(std::uint64_t files, std::uint64_t bytes) const {
    return by_files_ ? files : bytes;
  }
  [[nodiscard]] std::string share(std::uint64_t value) const { return share_text(value, whole_); }
  [[nodiscard]] std::string bar(std::uint64_t value) const {
    return cli::bar(value, whole_, columns_);
  }
  [[nodiscard]] std::size_t columns() const { return columns_; }

 private:
  bool by_files_;
  std::uint64_t whole_;
  std::size_t columns_;
};

// `counts` are the columns for numbers of files.
Table table_of(const Measure& measure, std::size_t counts) {
  using Column = Table::Column;
  return Table({{Column::Align::right, Ink::plain, Column::Fit::whole, kSizeColumns},
                {Column::Align::left, Ink::sent, Column::Fit::whole, measure.columns()},
                {Column::Align::right},
                {Column::Align::right, Ink::plain, Column::Fit::whole, counts},
                {Column::Align::left, Ink::plain, Column::Fit::name}});
}

// The numbers of files of two sections stand below each other.
std::size_t counts_width(const tare::Survey& survey) {
  std::size_t width = 0;
  for (const Directory& directory : survey.directories) {
    width = std::max(width, width_of(files_text(directory.tally)));
  }
  for (const tare::Survey::Extension& one : survey.extensions) {
    width = std::max(width, width_of(count_of(one.files, "file", "files")));
  }
  return width;
}

// The directories as a tree. One that holds nothing but the next one shares its line.
class Tree {
 public:
  Tree(const std::vector<Directory>& directories, const Measure& measure, Order order)
      : measure_(measure), order_(order) {
    for (const Directory& directory : directories) {
      if (measure.of(directory.tally.files, directory.tally.bytes) == 0) continue;
      children_[parent_of(directory.name)].push_back(&directory);
    }
  }

  void add_to(Table& table) { add("", 0, table); }

 private:
  void add(std::string_view parent, std::size_t depth, Table& table) {
    const auto found = children_.find(parent);
    if (found == children_.end()) return;
    std::vector<const Directory*>& here = found->second;  // the largest first
    if (order_ == Order::name) {
      std::sort(here.begin(), here.end(),
                [](const Directory* a, const Directory* b) { return a->name < b->name; });
    }
    for (const Directory* directory : here) {
      const Directory* last = directory;
      while (const Directory* next = only_content(*last)) last = next;
      const std::string_view label =
          std::string_view(last->name).substr(parent.empty() ? 0 : parent.size() + 1);
      const tare::Tally& tally = last->tally;
      const std::uint64_t value = measure_.of(tally.files, tally.bytes);
      table.add({size_text(tally.bytes), measure_.bar(value), measure_.share(value),
                 files_text(tally), std::string(2 * depth, ' ') + tare::printable(label) + "/"});
      add(last->name, depth + 1, table);
    }
  }

  [[nodiscard]] const Directory* only_content(const Directory& directory) const {
    const auto found = children_.find(directory.name);
    if (found == children_.end() || found->second.size() != 1) return nullptr;
    const Directory* only = found->second.front();
    const bool all = only->tally.entries() + 1 == directory.tally.entries();
    return all ? only : nullptr;
  }

  const Measure& measure_;
  Order order_;
  std::map<std::string_view, std::vector<const Directory*>> children_;
};

Table files_table(const tare::Survey& survey, const Measure& measure, Order order) {
  std::vector<const tare::Survey::File*> files;
  for (const tare::Survey::File& file : survey.files) files.push_back(&file);
  if (order == Order::name) {
    std::sort(files.begin(), files.end(),
              [](const auto* a, const auto* b) { return a->name < b->name; });
  }
  Table table = table_of(measure, 0);
  for (const tare::Survey::File* file : files) {
    table.add({size_text(file->bytes), measure.bar(file->bytes), measure.share(file->bytes), "",
               tare::printable(file->name)});
  }
  return table;
}

// Few lines, and the rest as one.
Table extensions_table(const tare::Survey& survey, const Measure& measure, const ReportLook& look) {
  std::vector<tare::Survey::Extension> all = survey.extensions;
  tare::Survey::Extension others = survey.other_extensions;
  const std::size_t most = look.top.value_or(kExtensionLines);
  for (; all.size() > most; all.pop_back()) {
    others.files += all.back().files;
    others.bytes += all.back().bytes;
  }
  if (look.order == Order::name) {
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.extension < b.extension; });
  }
  Table table = table_of(measure, counts_width(survey));
  const auto add = [&](const tare::Survey::Extension& one, const std::string& label) {
    const std::uint64_t value = measure.of(one.files, one.bytes);
    table.add({size_text(one.bytes), measure.bar(value), measure.share(value),
               count_of(one.files, "file", "files"), label});
  };
  for (const tare::Survey::Extension& one : all) {
    add(one, one.extension.empty() ? "without" : "." + one.extension);
  }
  if (others.files != 0) add(others, "others");
  return table;
}

}  // namespace

std::string sent_text(const tare::Report& report, const tare::Survey& survey,
                      const ReportLook& look) {
  if (report.context.bytes == 0) return "";
  const Measure measure(report, look, look.order);
  const Measure by_size(report, look, Order::size);
  std::string out;
  const auto put = [&](std::string_view heading, const Table& table) {
    if (table.empty()) return;
    out += fmt::format("\n{}\n", look.palette.paint(heading, Ink::heading));
    out += table.text(look.columns, look.palette);
  };
  Table directories = table_of(measure, counts_width(survey));
  Tree(survey.directories, measure, look.order).add_to(directories);
  // Few files say it all.
  const bool few = report.context.files <= survey.files.size();
  if (!few) put("sent, largest directories", directories);
  if (report.context.files > 1)
    put("sent, largest files", files_table(survey, by_size, look.order));
  if (!few && survey.extensions.size() > 1) {
    put("sent, by extension", extensions_table(survey, measure, look));
  }
  return out;
}

}  // namespace cli
