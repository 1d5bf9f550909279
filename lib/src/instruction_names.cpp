#include "instruction_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "misspelling.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

// In the order of Kind.
constexpr std::array<std::string_view, 18> kNames{
    "ADD",    "ARG",   "CMD",         "COPY",  "ENTRYPOINT", "ENV",
    "EXPOSE", "FROM",  "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN",    "SHELL", "STOPSIGNAL",  "USER",  "VOLUME",     "WORKDIR"};

}  // namespace

std::string_view name_of(Instruction::Kind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

std::optional<Instruction::Kind> kind_of(std::string_view name) {
  const auto* const found = std::find(kNames.begin(), kNames.end(), upper(name));
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Instruction::Kind>(found - kNames.begin());
}

std::string unknown_name(std::string_view name) {
  if (name.empty()) return "nothing follows the line that ends here in an escape; remove that";
  const std::string_view meant = meant_name(upper(name), {kNames.begin(), kNames.end()});
  if (!meant.empty())
    return fmt::format("{} is no instruction; did you mean {}?", tare::quoted(name), meant);
  // Of a file that is something else, a line would be long.
  constexpr std::size_t kShown = 40;
  const bool cut = name.size() > kShown;
  return fmt::format(
      "{}{} is no instruction; if it belongs to the line before, that has to end in the escape "
      "character",
      tare::quoted(name.substr(0, kShown)), cut ? "..." : "");
}

NameSplit split_name(std::string_view text) {
  constexpr std::string_view kBlanks = "\t\v\f\r ";
  const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
  const std::size_t next = std::min(text.find_first_not_of(kBlanks, end), text.size());
  return {text.substr(0, end), text.substr(next)};
}

}  // namespace tare
