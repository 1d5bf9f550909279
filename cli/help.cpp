#include "help.hpp"

#include <fmt/format.h>

#include <utility>

namespace cli {
namespace {

constexpr std::size_t kFirstColumn = 24;

}  // namespace

HelpFormatter::HelpFormatter() { column_width(kFirstColumn); }

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  std::string text = CLI::Formatter::make_help(app, std::move(name), mode);
  // One table for the arguments and the options.
  const std::string positionals = "Positionals:\n";
  const std::string options = "\nOptions:\n";
  const std::size_t first = text.find("\n" + positionals);
  const std::size_t second = text.find(options);
  if (first != std::string::npos && second != std::string::npos) {
    text.erase(second, options.size());
    text.replace(first, positionals.size() + 1, options);
  }
  text.erase(text.find_last_not_of('\n') + 1);  // CLI11 leaves room for a footer
  return text + "\n";
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  std::string text = app->get_description() + "\n";
  if (!app->get_footer().empty()) text += "\n" + app->get_footer() + "\n";
  return text;
}

std::string HelpFormatter::make_footer(const CLI::App* /*app*/) const { return ""; }

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  // CLI11 hands over the whole name, as `tare pack`.
  if (app->get_parent() != nullptr) {
    std::string usage = fmt::format("\nUsage: {} [OPTION...]", name);
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional()) continue;
      const bool many = option->get_expected_max() > 1;
      const std::string argument = option->get_name(true) + (many ? "..." : "");
      usage += option->get_required() ? " " + argument : " [" + argument + "]";
    }
    return usage + "\n";
  }
  return fmt::format("\nUsage: {} [COMMAND] [OPTION...] [CONTEXT]\n", name);
}

std::string HelpFormatter::make_positionals(const CLI::App* app) const {
  // Right below the usage: a heading would take a line more than the screen has.
  std::string text = CLI::Formatter::make_positionals(app);
  const std::string title = "\nPositionals:\n";
  if (text.starts_with(title)) text.erase(0, title.size());
  return text;
}

std::string HelpFormatter::make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const {
  std::string text = CLI::Formatter::make_subcommands(app, mode);
  const std::string title = "Subcommands:";
  if (const std::size_t at = text.find(title); at != std::string::npos) {
    text.replace(at, title.size(), "Commands:");
  }
  return text;
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  // The type alone: which options exclude each other is said where they clash.
  const std::string type = option->get_type_name();
  return type.empty() ? "" : " " + type;
}

}  // namespace cli
