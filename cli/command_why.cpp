#include <fmt/format.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "context_flags.hpp"
#include "context_names.hpp"
#include "standard_input.hpp"
#include "tare/explain.hpp"
#include "tare/printable.hpp"
#include "terminal.hpp"
#include "text.hpp"
#include "trace.hpp"

namespace cli {
namespace {

struct WhyArguments {
  ContextFlags context;
  const CLI::Option* paths = nullptr;
  std::string format = "text";
  bool from_input = false;
  bool nul = false;
  bool all = false;
  bool trace = false;
  bool quiet = false;
};

[[noreturn]] void refuse(const std::string& where, const std::string& message) {
  throw tare::Error(tare::Fault::usage, where, message);
}

// One explanation in one of the shapes of the output; PATH as it was given.
using Print = std::function<void(std::string_view path, const tare::Explanation&)>;

// `SOURCE:LINE:PATTERN<TAB>PATH`
std::string line_text(std::string_view path, const tare::Explanation& explanation) {
  std::string why = "::";
  if (explanation.excluded) {
    const tare::Rule& rule = *explanation.rule;
    why = fmt::format("{}:{}", rule_place(rule), tare::printable(rule.original));
  }
  return fmt::format("{}\t{}\n", why, tare::printable(path));
}

// SOURCE, LINE, PATTERN and PATH, each with a NUL behind it and its bytes as they are.
std::string nul_fields(std::string_view path, const tare::Explanation& explanation) {
  std::string text(3, '\0');
  if (explanation.excluded) {
    const tare::Rule& rule = *explanation.rule;
    text = rule.file + '\0' + std::to_string(rule.line) + '\0' + rule.original + '\0';
  }
  return (text += path) + '\0';
}

class Asking {
 public:
  Asking(const WhyArguments& arguments, const tare::Context& context, Print print)
      : arguments_(arguments),
        context_(context),
        names_(context.directory()),
        print_(std::move(print)) {}

  void ask_for_arguments() {
    // All of them are looked at before the first is answered.
    std::vector<std::string> names;
    for (const std::string& path : arguments_.paths->results()) names.push_back(name_of(path, ""));
    for (std::size_t i = 0; i < names.size(); ++i) answer(arguments_.paths->results()[i], names[i]);
  }

  void ask_for(std::string_view path, std::size_t number) {
    const std::string place =
        fmt::format(" ({} {} of standard input)", arguments_.nul ? "path" : "line", number);
    answer(path, name_of(path, place));
  }

  [[nodiscard]] bool all_excluded() const { return all_excluded_; }

 private:
  std::string name_of(std::string_view path, const std::string& place) {
    if (path.empty()) refuse("", "an empty path names nothing" + place);
    if (path.find('\0') != std::string_view::npos) {
      refuse(std::string(path), "holds a NUL, which no name does; is -0 missing?" + place);
    }
    std::optional<std::string> name = names_.name_of(path);
    if (!name) refuse(std::string(path), "lies outside the context" + place);
    return *std::move(name);
  }

  void answer(std::string_view path, const std::string& name) {
    const tare::Explanation explanation = tare::explain(context_, name);
    if (!explanation.excluded) all_excluded_ = false;
    print_(path, explanation);
  }

  const WhyArguments& arguments_;
  const tare::Context& context_;
  ContextNames names_;
  Print print_;
  bool all_excluded_ = true;
};

Print printer(const WhyArguments& arguments, const tare::Context& context, StandardOutput& output,
              tare::ExplanationWriter* json) {
  if (arguments.quiet) return [](std::string_view, const tare::Explanation&) {};
  if (json != nullptr) {
    return [json](std::string_view, const tare::Explanation& e) { json->write(e); };
  }
  if (arguments.trace) {
    return [&, first = true](std::string_view path, const tare::Explanation& e) mutable {
      if (!std::exchange(first, false)) output.write("\n");
      output.write(trace_text(context, e, path, columns_of(STDOUT_FILENO)));
    };
  }
  return [&](std::string_view path, const tare::Explanation& e) {
    if (!e.excluded && !arguments.all) return;
    output.write(arguments.nul ? nul_fields(path, e) : line_text(path, e));
  };
}

void ask_for_input(Asking& asking, char end, StandardOutput& output) {
  const auto flush = [&] { output.flush(); };
  try {
    read_standard_input(
        end, [&](std::string_view path, std::size_t number) { asking.ask_for(path, number); },
        flush);
  } catch (const tare::Error& error) {
    if (error.fault() != tare::Fault::output) flush();  // the answers before it stand
    throw;
  }
}

void run_why(const WhyArguments& arguments) {
  if (arguments.paths->empty() && !arguments.from_input) {
    refuse("", "no path to explain; name one, or several on standard input with --stdin");
  }
  const tare::Context context = arguments.context.open(arguments.quiet);
  StandardOutput output;
  std::optional<tare::ExplanationWriter> json;
  if (arguments.format == "json") {
    json.emplace(context.matcher(), [&](std::string_view text) { output.write(text); });
  }
  Asking asking(arguments, context, printer(arguments, context, output, json ? &*json : nullptr));
  asking.ask_for_arguments();
  if (arguments.from_input) ask_for_input(asking, arguments.nul ? '\0' : '\n', output);
  if (json) {
    json->finish();
    output.write("\n");
  }
  output.flush();
  if (arguments.quiet && !asking.all_excluded()) throw AnswerIsNo();
}

}  // namespace

void add_why(CLI::App& app) {
  const auto arguments = std::make_shared<WhyArguments>();
  CLI::App* command =
      app.add_subcommand("why", "Which rule excludes a path, and how it came to that");
  command->footer(
      "  tare why node_modules/express docs/api.md\n"
      "  tare why --trace src/gen/a.js");
  arguments->paths = add_all(*command, "PATH", "Names in the context; they need not exist");
  CLI::Option* all =
      command->add_flag("-n,--all", arguments->all, "Included paths too, as '::<TAB>PATH'");
  CLI::Option* trace =
      command->add_flag("--trace", arguments->trace, "What every rule did, for a person");
  command->add_flag("--stdin", arguments->from_input, "Read more paths, one a line");
  command->add_flag("-0", arguments->nul, "Paths on standard input and output fields end in NUL")
      ->excludes(trace);
  CLI::Option* format = add_format(*command, arguments->format)->excludes(trace);
  command->add_flag("-q,--quiet", arguments->quiet, "Print nothing; exit 1 if one is not excluded")
      ->excludes(all)
      ->excludes(trace)
      ->excludes(format);
  arguments->context.add_to(*command, ContextFlags::Directory::option);
  command->callback([arguments] { run_why(*arguments); });
}

}  // namespace cli
