#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// What CLI11 knows of one option or argument, as a shell needs it.
struct OptionRow {
  enum class Value { none, word, file, directory, choice };

  std::vector<std::string> short_names;  ///< with the dash
  std::vector<std::string> long_names;   ///< with both dashes
  std::string argument;                  ///< name of an argument; empty for an option
  std::string value_name;
  std::string description;  ///< in one line
  Value value = Value::none;
  std::vector<std::string> choices;
  bool many = false;  ///< an argument that takes any number

  [[nodiscard]] std::vector<std::string> names() const;
};

/// One command.
struct CommandRow {
  std::string name;
  std::string description;
  std::vector<OptionRow> options;
  std::vector<OptionRow> arguments;
};

/// The command line as a whole.
struct OptionTable {
  std::vector<OptionRow> options;    ///< before any command
  std::vector<CommandRow> commands;  ///< in the order of the help
};

[[nodiscard]] OptionTable option_table(const CLI::App& app);

}  // namespace cli
