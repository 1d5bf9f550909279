#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <span>
#include <vector>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "findings.hpp"
#include "progress.hpp"
#include "sandbox_flag.hpp"
#include "tare/check.hpp"
#include "tare/figures.hpp"
#include "tare/input_file.hpp"
#include "tare/output_file.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kMostBaseline = std::size_t{64} << 20;

struct CheckArguments {
  ContextFlags context;
  BuildFlags build;
  tare::Limits limits;
  tare::CheckOptions check;
  CLI::Option* forbidden = nullptr;
  CLI::Option* required = nullptr;
  std::string baseline;
  std::string new_baseline;
  SandboxFlag sandbox;
  std::string format = "text";
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  Palette::When color = Palette::When::automatic;
};

[[noreturn]] void refuse(const std::string& text) {
  throw tare::Error(tare::Fault::usage, "", text);
}

// Adds an option that `read` takes the value of; what is wrong with it is said with its name.
template <typename Read>
CLI::Option* add_figure(CLI::App& command, const std::string& name, Read read,
                        const std::string& description) {
  const auto parse = [name, read = std::move(read)](const CLI::results_t& words) {
    try {
      read(words.front());
    } catch (const tare::Error& error) {
      throw CLI::ValidationError(name, error.what());
    }
    return true;
  };
  return command.add_option(name, parse, description);
}

void add_size(CLI::App& command, const std::string& name, std::optional<std::uint64_t>& limit,
              const std::string& description) {
  add_figure(
      command, name, [&limit](const std::string& word) { limit = tare::parse_size(word); },
      description)
      ->type_name("SIZE");
}

void add_count(CLI::App& command, const std::string& name, std::optional<std::uint64_t>& limit,
               const std::string& description) {
  add_figure(
      command, name, [&limit](const std::string& word) { limit = tare::parse_count(word); },
      description)
      ->type_name("N");
}

tare::Growth growth_of(const std::string& word) {
  const std::optional<std::uint64_t> share = tare::parse_share(word);
  return share ? tare::Growth{0, share} : tare::Growth{tare::parse_size(word), {}};
}

// Complete limits, baseline and all.
void complete(CheckArguments& arguments) {
  tare::Limits& limits = arguments.limits;
  limits.forbidden = arguments.forbidden->results();
  limits.required = arguments.required->results();
  if (!arguments.baseline.empty() && !limits.max_growth) {
    refuse("--baseline: how much may it grow? Add --max-growth 5% or a size");
  }
  if (limits.max_growth && arguments.baseline.empty()) {
    refuse("--max-growth: since when? Add --baseline FILE");
  }
  const bool any = limits.max_size || limits.max_files || limits.max_file_size ||
                   limits.min_files || limits.max_growth || !limits.forbidden.empty() ||
                   !limits.required.empty();
  if (!any && arguments.new_baseline.empty()) {
    refuse(
        "nothing to check: give a limit such as --max-size 50MB, here or in a .tare.toml; see "
        "'tare check --help'");
  }
  if (arguments.baseline.empty()) return;
  limits.baseline = tare::Baseline::parse(
      tare::read_file(arguments.baseline, "the baseline, which --write-baseline makes",
                      kMostBaseline),
      arguments.baseline);
}

std::string limits_text(const std::vector<tare::LimitUse>& uses) {
  std::string text;
  for (const tare::LimitUse& use : uses) {
    text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", share_text(use.used, use.limit),
                        use.id);
  }
  return text.empty() ? "" : " (" + text + ")";
}

void write_baseline(const std::string& path, const tare::Baseline& baseline) {
  const std::string text = tare::to_json(baseline) + "\n";
  tare::OutputFile file(path);
  file.write(std::as_bytes(std::span(text)));
  file.commit();
}

void run_check(CheckArguments& arguments) {
  complete(arguments);
  const tare::Context context = arguments.build.narrowed(arguments.context.open(false));
  FileAccess access;
  if (!arguments.new_baseline.empty()) access.outputs = {arguments.new_baseline};
  arguments.sandbox.enter(tare::Work::walk, context, access);
  arguments.check.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  ProgressDisplay progress(arguments.progress);
  arguments.check.progress = progress.function();
  const tare::CheckResult result = tare::check(context, arguments.limits, arguments.check);
  progress.clear();
  if (!arguments.new_baseline.empty()) write_baseline(arguments.new_baseline, result.baseline);
  const Palette palette(arguments.color, STDOUT_FILENO);
  StandardOutput output;
  output.write(findings_output(arguments.format, result.findings,
                               source_of("check", context, result.report),
                               columns_of(STDOUT_FILENO), palette));
  if (arguments.format == "text" && result.findings.empty()) {
    output.write(
        fmt::format("tare: {}, {}: {}{}\n", count_of(result.report.context.files, "file", "files"),
                    size_text(result.report.context.bytes),
                    palette.paint("within the limits", Ink::sent), limits_text(result.uses)));
  }
  output.flush();
  if (!result.findings.empty()) throw AnswerIsNo();
}

}  // namespace

void add_check(CLI::App& app) {
  const auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = app.add_subcommand("check", "Whether the context keeps to its limits");
  command->footer(
      "  tare check --max-size 50MB --forbid '**/*.pem'\n"
      "  tare check --baseline context.json --max-growth 5%");
  tare::Limits& limits = arguments->limits;
  add_size(*command, "--max-size", limits.max_size, "Bytes in all: 50MB, 50MiB or 50000000");
  add_count(*command, "--max-files", limits.max_files, "Files in all");
  add_size(*command, "--max-file-size", limits.max_file_size, "Bytes in each file");
  add_count(*command, "--min-files", limits.min_files, "Files in all, at least");
  arguments->forbidden =
      add_each(*command, "--forbid", "Nothing may match; as in an ignore file, repeatable")
          ->type_name("PATTERN");
  arguments->required =
      add_each(*command, "--require", "Something has to match; repeatable")->type_name("PATTERN");
  command->add_option("--baseline", arguments->baseline, "What --max-growth counts from")
      ->type_name("FILE");
  add_figure(
      *command, "--max-growth",
      [&limits](const std::string& word) { limits.max_growth = growth_of(word); },
      "More bytes than the baseline: 5% or 2MB")
      ->type_name("SIZE");
  command->add_option("--write-baseline", arguments->new_baseline, "For the next time")
      ->type_name("FILE")
      ->configurable(false);
  arguments->context.add_to(*command);
  arguments->build.add_needed(*command);
  add_findings_format(*command, arguments->format);
  add_color(*command, arguments->color);
  arguments->sandbox.add_to(*command);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->check.threads);
  command->callback([arguments] { run_check(*arguments); });
}

}  // namespace cli
