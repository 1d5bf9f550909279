#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completions.hpp"

// Bash takes `--format=json` for three words, and completes the last one. What stands first may be
// a command or the context of `report`.

namespace cli {
namespace {

constexpr const char* kHead =
    R"(# Completes tare's command line in bash. Made by `tare completions bash`.
_tare_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
_tare_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$1" -- "$current")
}
_tare() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=report word
  if [[ $current == = ]]; then
    current=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
)";

constexpr const char* kChoose = R"(        command=$word
        break
        ;;
    esac
  done
  COMPREPLY=()
  case "$command $before" in
)";

std::string action_of(const OptionRow& row) {
  switch (row.value) {
    case OptionRow::Value::file:
      return "_tare_paths -f";
    case OptionRow::Value::directory:
      return "_tare_paths -d";
    case OptionRow::Value::choice:
      return fmt::format("_tare_words '{}'", fmt::join(row.choices, " "));
    case OptionRow::Value::word:
    case OptionRow::Value::none:
      break;
  }
  return ":";
}

void put_values(std::string& out, const CommandRow& command) {
  for (const OptionRow& option : command.options) {
    if (option.value == OptionRow::Value::none) continue;
    std::vector<std::string> cases;
    for (const std::string& name : option.names()) {
      cases.push_back(fmt::format("'{} {}'", command.name, name));
    }
    out += fmt::format("    {}) {}; return ;;\n", fmt::join(cases, " | "), action_of(option));
  }
}

std::string names_of(const std::vector<OptionRow>& options) {
  std::vector<std::string> names;
  for (const OptionRow& option : options) {
    for (std::string& name : option.names()) names.push_back(std::move(name));
  }
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string bash_completion(const OptionTable& table) {
  std::vector<std::string> names;
  for (const CommandRow& command : table.commands) names.push_back(command.name);
  std::string out = kHead;
  out += fmt::format("      {})\n{}", fmt::join(names, " | "), kChoose);
  for (const CommandRow& command : table.commands) put_values(out, command);
  out += "  esac\n  if [[ $current == -* ]]; then\n    case $command in\n";
  for (const CommandRow& command : table.commands) {
    out += fmt::format("      {}) word='{}' ;;\n", command.name, names_of(command.options));
  }
  out += fmt::format(
      "    esac\n    ((COMP_CWORD > 1)) || word+=' {}'\n    _tare_words \"$word\"\n"
      "  elif ((COMP_CWORD == 1)); then\n    _tare_words '{}'\n    _tare_paths -d\n"
      "  else\n    case $command in\n",
      names_of(table.options), fmt::join(names, " "));
  for (const CommandRow& command : table.commands) {
    if (command.arguments.empty()) continue;
    out += fmt::format("      {}) {} ;;\n", command.name, action_of(command.arguments.front()));
  }
  return out + "    esac\n  fi\n}\ncomplete -F _tare tare\n";
}

}  // namespace cli
