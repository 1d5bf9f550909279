#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <vector>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "keep_going.hpp"
#include "progress.hpp"
#include "sandbox_flag.hpp"
#include "tare/printable.hpp"
#include "tare/walk.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

struct LsArguments {
  ContextFlags context;
  BuildFlags build;
  bool excluded = false;
  bool long_format = false;
  bool nul = false;
  bool verbose = false;
  bool keep_going = false;
  SandboxFlag sandbox;
  unsigned threads = 0;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
};

char kind_letter(tare::Kind kind) {
  switch (kind) {
    case tare::Kind::directory:
      return 'd';
    case tare::Kind::symlink:
      return 'l';
    case tare::Kind::fifo:
      return 'p';
    case tare::Kind::character_device:
      return 'c';
    case tare::Kind::block_device:
      return 'b';
    case tare::Kind::socket:
      return 's';
    case tare::Kind::file:
      break;
  }
  return '-';
}

// As `ls -l` writes it: `drwxr-xr-t`.
std::string mode_text(const tare::FileStatus& status) {
  std::string text(1, kind_letter(status.kind));
  constexpr std::string_view kLetters = "rwxrwxrwx";
  for (std::size_t i = 0; i < kLetters.size(); ++i) {
    text += (status.mode >> (8 - i) & 1u) != 0 ? kLetters[i] : '-';
  }
  struct Special {
    unsigned bit;
    std::size_t at;
    char with_x, without_x;
  };
  constexpr std::array<Special, 3> kSpecials{
      {{04000, 3, 's', 'S'}, {02000, 6, 's', 'S'}, {01000, 9, 't', 'T'}}};
  for (const Special& special : kSpecials) {
    if ((status.mode & special.bit) == 0) continue;
    text[special.at] = text[special.at] == 'x' ? special.with_x : special.without_x;
  }
  return text;
}

std::string time_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm local = {};
  if (localtime_r(&time, &local) == nullptr) return fmt::format("@{}", seconds);
  return fmt::format("{:%Y-%m-%d %H:%M}", local);
}

// Prints what the walk finds, in its order.
class Lister : public tare::Visitor {
 public:
  Lister(const LsArguments& arguments, StandardOutput& output)
      : arguments_(arguments), output_(output) {}

  Next include(const tare::Entry& entry) override {
    // From here on nothing that was left out before can turn out to be part of a whole directory
    // that was.
    flush();
    if (!arguments_.excluded) output_.write(line(entry));
    return Next::go_on;
  }

  void exclude(const tare::Entry& entry, Extent extent) override {
    if (!arguments_.excluded || extent == Extent::self) return;
    if (extent == Extent::whole) drop_below(entry.name);
    held_.push_back({std::string(entry.name), line(entry)});
  }

  void pass_over(const tare::Entry& entry, Extent extent) override { exclude(entry, extent); }

  void diagnose(const tare::Diagnostic& diagnostic) override { say(diagnostic); }

  void flush() {
    for (const Held& held : held_) output_.write(held.line);
    held_.clear();
  }

 private:
  // A line that gives way when the whole directory around it turns out to be excluded.
  struct Held {
    std::string name;
    std::string line;
  };

  void drop_below(std::string_view directory) {
    const auto is_below = [&](const std::string& name) {
      return name.size() > directory.size() && name[directory.size()] == '/' &&
             name.compare(0, directory.size(), directory) == 0;
    };
    while (!held_.empty() && is_below(held_.back().name)) held_.pop_back();
  }

  [[nodiscard]] std::string line(const tare::Entry& entry) const {
    std::string name(entry.name);
    if (entry.kind == tare::Kind::directory) name += '/';
    if (!arguments_.nul) name = tare::printable(name);
    if (arguments_.long_format) name = details(entry) + name;
    if (arguments_.long_format && entry.verdict.excluded) {
      name += fmt::format("  {}  {}", rule_place(*entry.verdict.rule),
                          tare::printable(entry.verdict.rule->original));
    } else if (arguments_.long_format && arguments_.excluded) {
      name += "  not needed";
    }
    return name + (arguments_.nul ? '\0' : '\n');
  }

  [[nodiscard]] static std::string details(const tare::Entry& entry) {
    if (entry.status == nullptr) {
      throw tare::Error(tare::Fault::input, std::string(entry.name), "cannot look at this",
                        entry.status_error);
    }
    const tare::FileStatus& status = *entry.status;
    const bool sized = status.kind == tare::Kind::file;
    return fmt::format("{} {:>12} {} ", mode_text(status), sized ? count_text(status.size) : "-",
                       time_text(status.mtime));
  }

  const LsArguments& arguments_;
  StandardOutput& output_;
  std::vector<Held> held_;
};

void run_ls(const LsArguments& arguments) {
  const tare::Context context = arguments.build.narrowed(arguments.context.open(false));
  arguments.sandbox.enter(tare::Work::walk, context);
  StandardOutput output;
  Lister lister(arguments, output);
  tare::WalkOptions options;
  options.threads = arguments.threads;
  options.keep_going = arguments.keep_going;
  if (arguments.long_format) {
    (arguments.excluded ? options.excluded_status : options.included_status) =
        tare::StatusOf::everything;
  }
  // On a terminal the names themselves show how far it has come.
  const bool visible = isatty(STDOUT_FILENO) != 0;
  ProgressDisplay progress(visible ? ProgressDisplay::When::never : arguments.progress);
  options.progress = progress.function();
  const tare::WalkCount count = tare::walk(context, options, lister);
  progress.clear();
  lister.flush();
  output.flush();
  tell_missing(count.missing);
  if (arguments.verbose) {
    say(fmt::format("{} in the context; {} read", count_of(count.entries, "entry", "entries"),
                    count_of(count.directories_read, "directory", "directories")));
  }
}

}  // namespace

void add_ls(CLI::App& app) {
  const auto arguments = std::make_shared<LsArguments>();
  CLI::App* command = app.add_subcommand("ls", "Which names the context holds, in Docker's order");
  command->footer(
      "  tare ls shop\n"
      "  tare ls --excluded -l");
  arguments->context.add_to(*command);
  arguments->build.add_needed(*command);
  command->add_flag("--excluded", arguments->excluded,
                    "What is left out instead; a directory stands for\nall below it");
  command->add_flag("-l", arguments->long_format,
                    "With mode, bytes and time; with --excluded the rule");
  command->add_flag("-0", arguments->nul, "End names with NUL, and leave their bytes alone");
  command->add_flag("-v,--verbose", arguments->verbose, "Count entries and directories read, too");
  add_keep_going(*command, arguments->keep_going);
  arguments->sandbox.add_to(*command);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->threads);
  command->callback([arguments] { run_ls(*arguments); });
}

}  // namespace cli
