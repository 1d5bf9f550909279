#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "commands.hpp"
#include "context_flags.hpp"
#include "progress.hpp"
#include "suggested_lines.hpp"
#include "tare/append.hpp"
#include "tare/printable.hpp"
#include "tare/suggest.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

struct SuggestArguments {
  ContextFlags context;
  tare::SuggestOptions suggest;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  Palette::When color = Palette::When::automatic;
  bool write = false;
};

std::string story_of(const SuggestedLines& suggested, const std::string& file) {
  const auto lines = [](std::size_t count) { return count_of(count, "line", "lines"); };
  if (suggested.lines == 0) {
    return fmt::format("{} added to {}, behind a #: look which of them to put in force",
                       lines(suggested.commented), file);
  }
  std::string text = fmt::format("{} added to {}, {} less to send", lines(suggested.lines), file,
                                 size_text(suggested.bytes));
  if (suggested.commented != 0) {
    text += fmt::format("; {} more behind a #", count_text(suggested.commented));
  }
  return text;
}

void write(const tare::Context& context, const SuggestedLines& suggested) {
  const std::string& used = context.matcher().ignore_file().file();
  const bool fresh = used.empty();
  const std::string path = fresh ? context.path_of(".dockerignore") : used;
  tare::append_lines(path, (fresh ? "" : "\n") + suggested.text);
  say(story_of(suggested, tare::quoted(path) + (fresh ? ", a new file" : "")));
}

void run_suggest(SuggestArguments& arguments) {
  const tare::Context context = arguments.context.open(false);
  if (arguments.write && arguments.context.ignores_rules()) {
    throw tare::Error(tare::Fault::usage, "",
                      "--write adds to the rules in use, and --no-ignore uses none");
  }
  ProgressDisplay progress(arguments.progress);
  arguments.suggest.progress = progress.function();
  arguments.suggest.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  const std::vector<tare::Suggestion> suggestions = tare::suggest(context, arguments.suggest);
  progress.clear();
  const Palette palette = arguments.write ? Palette() : Palette(arguments.color, STDOUT_FILENO);
  const SuggestedLines suggested = suggested_lines(suggestions, palette);
  if (suggested.text.empty()) {
    say("nothing to suggest: what is usually left out is not sent");
  } else if (arguments.write) {
    write(context, suggested);
  } else {
    StandardOutput output;
    output.write(suggested.text);
    output.flush();
  }
}

}  // namespace

void add_suggest(CLI::App& app) {
  const auto arguments = std::make_shared<SuggestArguments>();
  CLI::App* command = app.add_subcommand("suggest", "An ignore file for this tree");
  command->footer(
      "  tare suggest shop            the lines, and what each would save\n"
      "  tare suggest --write shop    add them to the ignore file");
  arguments->context.add_to(*command);
  command->add_flag("--write", arguments->write, "Add the lines to the ignore file, or make one");
  add_color(*command, arguments->color);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->suggest.threads);
  command->callback([arguments] { run_suggest(*arguments); });
}

}  // namespace cli
