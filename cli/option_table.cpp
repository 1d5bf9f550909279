#include "option_table.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

// CLI11 keeps the words that an option may have inside of a check, and names them where a word is
// none of them: `x not in {text,json}`.

namespace cli {
namespace {

std::vector<std::string> choices_of(const CLI::Option& option) {
  // Only asking a check whether a name exists tells how many there are.
  auto& checked = const_cast<CLI::Option&>(option);  // NOLINT: nothing is changed
  const CLI::Validator* check = nullptr;
  try {
    check = checked.get_validator(0);
  } catch (const CLI::OptionNotFound&) {
    return {};
  }
  std::string word;
  const std::string complaint = (*check)(word);
  constexpr std::string_view kBefore = " not in {";
  const std::size_t at = complaint.find(kBefore);
  if (at == std::string::npos || complaint.back() != '}') return {};
  const std::size_t begin = at + kBefore.size();
  return CLI::detail::split(complaint.substr(begin, complaint.size() - 1 - begin), ',');
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

OptionRow row_of(const CLI::Option& option) {
  OptionRow row;
  for (const std::string& name : option.get_snames()) row.short_names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) row.long_names.push_back("--" + name);
  if (option.get_positional()) row.argument = option.get_name(true);
  row.description = option.get_description();
  std::replace(row.description.begin(), row.description.end(), '\n', ' ');
  row.many = option.get_expected_max() > 1;
  if (option.get_items_expected_max() == 0 && row.argument.empty()) return row;
  row.value_name = row.argument.empty() ? option.get_type_name() : row.argument;
  row.choices = choices_of(option);
  row.value = !row.choices.empty()                            ? OptionRow::Value::choice
              : is_one_of(row.value_name, {"CONTEXT", "DIR"}) ? OptionRow::Value::directory
              : is_one_of(row.value_name, {"FILE", "DOCKERFILE", "PATH", "A", "B"})
                  ? OptionRow::Value::file
                  : OptionRow::Value::word;
  return row;
}

std::vector<OptionRow> rows_of(const CLI::App& app, bool positional) {
  std::vector<OptionRow> rows;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() == positional) rows.push_back(row_of(*option));
  }
  return rows;
}

}  // namespace

std::vector<std::string> OptionRow::names() const {
  std::vector<std::string> all = short_names;
  all.insert(all.end(), long_names.begin(), long_names.end());
  return all;
}

OptionTable option_table(const CLI::App& app) {
  OptionTable table{rows_of(app, false), {}};
  for (const CLI::App* command : app.get_subcommands({})) {
    table.commands.push_back({command->get_name(), command->get_description(),
                              rows_of(*command, false), rows_of(*command, true)});
  }
  return table;
}

}  // namespace cli
