#include "help.hpp"

#include <fmt/format.h>

namespace cli {
namespace {

constexpr std::size_t kFirstColumn = 26;

}  // namespace

HelpFormatter::HelpFormatter() { column_width(kFirstColumn); }

std::string HelpFormatter::make_description(const CLI::App* app) const {
  std::string text = app->get_description() + "\n";
  if (!app->get_footer().empty()) text += "\n" + app->get_footer() + "\n";
  return text;
}

std::string HelpFormatter::make_footer(const CLI::App* /*app*/) const { return ""; }

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  if (app->get_parent() != nullptr) return fmt::format("\nUsage: {} [OPTION...] [CONTEXT]\n", name);
  return fmt::format("\nUsage: {} [COMMAND] [OPTION...] [CONTEXT]\n", name);
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  // The type alone: which options exclude each other is said where they clash.
  const std::string type = option->get_type_name();
  return type.empty() ? "" : " " + type;
}

}  // namespace cli
