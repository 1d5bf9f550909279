#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completions.hpp"

// One `complete` for each option, with the condition under which it counts. Without a command it is
// `report`.

namespace cli {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string value_of(const OptionRow& row) {
  switch (row.value) {
    case OptionRow::Value::file:
      return " -r -F";
    case OptionRow::Value::directory:
      return " -x -a '(__fish_complete_directories)'";
    case OptionRow::Value::choice:
      return fmt::format(" -x -a '{}'", fmt::join(row.choices, " "));
    case OptionRow::Value::word:
      return " -x";
    case OptionRow::Value::none:
      break;
  }
  return "";
}

void put_option(std::string& out, const std::string& condition, const OptionRow& option) {
  out += "complete -c tare -n " + condition;
  for (const std::string& name : option.short_names) out += " -s " + name.substr(1);
  for (const std::string& name : option.long_names) out += " -l " + name.substr(2);
  out += value_of(option) + " -d " + quoted(option.description) + "\n";
}

void put_argument(std::string& out, const std::string& condition, const OptionRow& argument) {
  if (argument.value == OptionRow::Value::word) return;
  const bool files = argument.value == OptionRow::Value::file;
  out += "complete -c tare -n " + condition + (files ? " -F" : value_of(argument)) + "\n";
}

}  // namespace

std::string fish_completion(const OptionTable& table) {
  std::vector<std::string> names;
  for (const CommandRow& command : table.commands) names.push_back(command.name);
  const std::string others = fmt::format("{}", fmt::join(names, " "));
  std::string out =
      "# Completes tare's command line in fish. Made by `tare completions fish`.\n"
      "complete -c tare -f\n";
  const std::string none = quoted("not __fish_seen_subcommand_from " + others);
  for (const CommandRow& command : table.commands) {
    out += fmt::format("complete -c tare -n {} -a {} -d {}\n", none, command.name,
                       quoted(command.description));
  }
  for (const OptionRow& option : table.options) {
    if (option.long_names.front() != "--help") put_option(out, none, option);
  }
  for (const CommandRow& command : table.commands) {
    const std::string seen = "__fish_seen_subcommand_from " + command.name;
    const bool usual = command.name == "report";
    const std::string condition =
        quoted(usual ? seen + "; or not __fish_seen_subcommand_from " + others : seen);
    for (const OptionRow& option : command.options) put_option(out, condition, option);
    if (!command.arguments.empty()) put_argument(out, condition, command.arguments.front());
  }
  return out;
}

}  // namespace cli
