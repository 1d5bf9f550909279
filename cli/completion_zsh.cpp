#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completions.hpp"

// Everything is a specification of _arguments, in single quotes: `(-f --file)`, `{-f,--file}` and
// `[description]:NAME:action`.

namespace cli {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':' || c == '\\') {
      out += std::string("\\") + c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string action_of(const OptionRow& row) {
  switch (row.value) {
    case OptionRow::Value::file:
      return "_files";
    case OptionRow::Value::directory:
      return "_directories";
    case OptionRow::Value::choice:
      return fmt::format("({})", fmt::join(row.choices, " "));
    case OptionRow::Value::word:
    case OptionRow::Value::none:
      break;
  }
  return " ";
}

std::string spec_of(const OptionRow& option) {
  std::vector<std::string> names = option.names();
  std::string value;
  const std::string excluded = fmt::format("{}", fmt::join(names, " "));
  if (option.value != OptionRow::Value::none) {
    for (std::string& name : names) {
      if (name.starts_with("--")) name += '=';  // or the next word
    }
    value = fmt::format(":{}:{}", option.value_name, action_of(option));
  }
  const std::string rest = fmt::format("[{}]{}'", escaped(option.description), value);
  if (names.size() == 1) return fmt::format("'{}{}", names.front(), rest);
  return fmt::format("'({})'{{{}}}'{}", excluded, fmt::join(names, ","), rest);
}

void put_arguments(std::string& out, const CommandRow& command, const char* indent) {
  out += fmt::format("{}_arguments -s", indent);
  for (const OptionRow& option : command.options) {
    out += fmt::format(" \\\n{}  {}", indent, spec_of(option));
  }
  for (const OptionRow& argument : command.arguments) {
    out += fmt::format(" \\\n{}  '{}:{}:{}'", indent, argument.many ? "*" : "", argument.value_name,
                       action_of(argument));
  }
  out += "\n";
}

}  // namespace

std::string zsh_completion(const OptionTable& table) {
  std::string out =
      "#compdef tare\n# Completes tare's command line in zsh. Made by `tare completions zsh`.\n"
      "_tare() {\n  local context state state_descr line curcontext=\"$curcontext\"\n"
      "  typeset -A opt_args\n  local -a commands=(\n";
  for (const CommandRow& command : table.commands) {
    out += fmt::format("    '{}:{}'\n", command.name, escaped(command.description));
  }
  out +=
      "  )\n  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
      "    _describe command commands\n    _directories\n    return\n  fi\n"
      "  local command=report\n  if ((${commands[(I)$words[2]:*]})); then\n"
      "    command=$words[2]\n    shift words\n    ((CURRENT--))\n  fi\n  case $command in\n";
  for (const CommandRow& command : table.commands) {
    out += fmt::format("    {})\n", command.name);
    CommandRow shown = command;
    if (command.name == "report") {  // which may stand for itself, with what comes before commands
      for (const OptionRow& option : table.options) {
        if (option.long_names.front() != "--help") shown.options.push_back(option);
      }
    }
    put_arguments(out, shown, "      ");
    out += "      ;;\n";
  }
  return out +
         "  esac\n}\n"
         "if [[ $funcstack[1] == _tare ]]; then _tare \"$@\"; else compdef _tare tare; fi\n";
}

}  // namespace cli
