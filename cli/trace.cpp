#include "trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "tare/printable.hpp"
#include "text.hpp"

namespace cli {
namespace {

using tare::Explanation;
using tare::Step;

// Of a line, so that the other columns keep some room on a terminal.
constexpr std::size_t kMostPlace = 26;
constexpr std::size_t kMostPattern = 24;
constexpr std::size_t kLeastName = 12;

// What one rule did: PLACE  PATTERN  EFFECT and a directory, if it was not the name itself.
struct Row {
  std::string place;
  std::string pattern;
  std::string effect;
  std::string directory;
};

bool decides(const Step& step) {
  return step.effect != Step::Effect::repeated && step.effect != Step::Effect::overruled;
}

// The effect of a step on the name itself, or on a directory that is named behind it. `before` is
// the rule whose verdict it met, if any.
std::string effect_text(const Step& step, const tare::Rule* before, bool itself) {
  switch (step.effect) {
    case Step::Effect::excluded:
      return itself ? "excluded it" : "excluded the directory ";
    case Step::Effect::brought_back:
      return itself ? "brought it back" : "brought back the directory ";
    case Step::Effect::repeated:
      return (before == nullptr ? "had nothing to bring back"
                                : fmt::format("repeats line {}", before->line)) +
             (itself ? "" : " at ");
    case Step::Effect::overruled:
      return fmt::format("overruled by line {}{}", before->line, itself ? "" : " at ");
    case Step::Effect::lost:
      break;
  }
  if (step.rule->exception) return itself ? "would bring it back" : "would bring back ";
  return itself ? "would exclude it again" : "would exclude again ";
}

std::vector<Row> rows_of(const Explanation& explanation) {
  std::vector<Row> rows;
  const tare::Rule* verdict = nullptr;
  for (const Step& step : explanation.steps) {
    const bool itself = step.reach == explanation.name.size();
    rows.push_back(
        {rule_place(*step.rule), tare::printable(step.rule->original),
         effect_text(step, verdict, itself),
         itself ? "" : tare::printable(std::string_view(explanation.name).substr(0, step.reach))});
    if (decides(step)) verdict = step.rule;
  }
  return rows;
}

class Trace {
 public:
  Trace(const tare::Context& context, const Explanation& explanation,
        std::optional<std::size_t> columns)
      : matcher_(context.matcher()), explanation_(explanation), columns_(columns) {
    std::error_code ignored;
    kind_ = std::filesystem::symlink_status(context.path_of(explanation.name), ignored).type();
  }

  std::string text(std::string_view path) && {
    put_answer(path);
    if (explanation_.name.empty()) {
      put("the context itself is never excluded");
      return std::move(out_);
    }
    put_steps();
    put_directories(path.back() == '/' || kind_ == std::filesystem::file_type::directory);
    if (explanation_.sent_for_builder) put("the builder needs it; 'tare ls' leaves it out");
    if (kind_ == std::filesystem::file_type::not_found) put("nothing has this name at present");
    if (kind_ == std::filesystem::file_type::socket) put("it is a socket, which is never sent");
    return std::move(out_);
  }

 private:
  void put(std::string_view text) { out_ += fmt::format("  {}\n", text); }

  void put_answer(std::string_view path) {
    const char* answer = explanation_.sent_for_builder ? "is sent for the builder alone"
                         : explanation_.excluded       ? "is not sent"
                                                       : "is sent";
    out_ += fmt::format("{} {}\n", tare::printable(path), answer);
  }

  void put_steps() {
    const tare::IgnoreFile& file = matcher_.ignore_file();
    if (file.rules().empty()) {
      put(file.file().empty() ? "no ignore file is used"
                              : tare::printable(file.file()) + " holds no rules");
    } else if (explanation_.steps.empty()) {
      const bool top = explanation_.name.find('/') == std::string::npos;
      put(top ? "no rule matches it" : "no rule matches it or a directory above it");
    }
    std::vector<Row> rows = rows_of(explanation_);
    const std::size_t place = limited(widest(rows, &Row::place), kMostPlace);
    const std::size_t pattern = limited(widest(rows, &Row::pattern), kMostPattern);
    for (Row& row : rows) {
      row.directory = shortened(row.directory, 6 + place + pattern + width_of(row.effect));
      put(fmt::format("{:<{}}  {:<{}}  {}{}", fit(row.place, place), place,
                      fit(row.pattern, pattern), pattern, row.effect, row.directory));
    }
  }

  void put_directories(bool directory) {
    if (explanation_.entered != 0) put_entered(part(explanation_.entered));
    if (explanation_.never_entered != 0) {
      put_never_entered(part(explanation_.never_entered));
    } else if (directory && explanation_.excluded) {
      put_excluded_directory();
    }
  }

  void put_excluded_directory() {
    const std::string_view name = explanation_.name;
    if (!matcher_.enters(name)) return put_never_entered(name);
    put_entered(name);
    if (matcher_.dialect() == tare::Dialect::buildkit) {
      put_about(name, "is listed when something below it is sent");
    }
  }

  void put_entered(std::string_view directory) {
    const tare::Rule* opener = nullptr;
    int best = -1;
    for (const tare::Rule* rule : tare::entered_for(matcher_, directory)) {
      const int near = closeness(*rule, directory);
      if (near <= best) continue;
      opener = rule;
      best = near;
    }
    if (opener == nullptr) return;
    put_about(directory, fmt::format("is entered because line {} {}", opener->line,
                                     best > 0 ? "may match below it" : "has a wildcard"));
  }

  // How much an exception that opens `directory` has to do with the name. With 0 it is only that
  // BuildKit looks everywhere for the sake of a wildcard.
  [[nodiscard]] int closeness(const tare::Rule& rule, std::string_view directory) const {
    const auto step = std::find_if(explanation_.steps.begin(), explanation_.steps.end(),
                                   [&](const Step& taken) { return taken.rule == &rule; });
    const bool met = step != explanation_.steps.end();
    if (met && decides(*step)) return 3;
    if (names_below(rule, directory)) return 2;
    return met ? 1 : 0;
  }

  static bool names_below(const tare::Rule& rule, std::string_view directory) {
    return (rule.pattern + "/").compare(0, directory.size() + 1, std::string(directory) + "/") == 0;
  }

  void put_never_entered(std::string_view directory) {
    const auto lost =
        std::find_if(explanation_.steps.begin(), explanation_.steps.end(),
                     [](const Step& step) { return step.effect == Step::Effect::lost; });
    put_about(directory,
              lost == explanation_.steps.end()
                  ? "is never entered: nothing below it is sent"
                  : fmt::format("is never entered: what line {} would bring back is lost",
                                lost->rule->line));
  }

  void put_about(std::string_view directory, const std::string& text) {
    put(fmt::format("{} {}", shortened(tare::printable(directory), 3 + text.size()), text));
  }

  [[nodiscard]] std::string_view part(std::size_t size) const {
    return std::string_view(explanation_.name).substr(0, size);
  }

  [[nodiscard]] std::size_t limited(std::size_t width, std::size_t most) const {
    return columns_ ? std::min(width, most) : width;
  }

  // A name that shares its line with `others` columns.
  [[nodiscard]] std::string shortened(const std::string& name, std::size_t others) const {
    if (!columns_) return name;
    return fit(name, std::max(*columns_ - std::min(*columns_, others), kLeastName));
  }

  const tare::Matcher& matcher_;
  const Explanation& explanation_;
  std::optional<std::size_t> columns_;
  std::filesystem::file_type kind_ = std::filesystem::file_type::none;
  std::string out_;
};

}  // namespace

std::string trace_text(const tare::Context& context, const Explanation& explanation,
                       std::string_view path, std::optional<std::size_t> columns) {
  return Trace(context, explanation, columns).text(path);
}

}  // namespace cli
