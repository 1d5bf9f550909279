#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>

#include "commands.hpp"
#include "context_flags.hpp"
#include "diff_text.hpp"
#include "progress.hpp"
#include "tare/diff.hpp"
#include "tare/input_file.hpp"
#include "tare/report_diff.hpp"
#include "terminal.hpp"

// What is compared shows by itself: a directory is a context, a file that begins with `{` a report,
// everything else a tar.

namespace cli {
namespace {

struct DiffArguments {
  ContextFlags context;
  std::string before;
  std::string after;
  std::string format = "text";
  DiffLayout layout;
  unsigned threads = 0;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
};

enum class Compared { context, tar, report };

Compared kind_of(const std::string& path) {
  std::error_code ignored;
  if (path == "-") return Compared::tar;
  if (std::filesystem::is_directory(path, ignored)) return Compared::context;
  if (!std::filesystem::is_regular_file(path, ignored)) return Compared::tar;
  std::ifstream file(path, std::ios::binary);
  return file.peek() == '{' ? Compared::report : Compared::tar;
}

// That on a context with four million excluded places.
constexpr std::size_t kMostReport = std::size_t{1} << 30;

std::string text_of(const std::string& path) {
  return tare::read_file(path, "a report", kMostReport);
}

tare::Inventory inventory_of_tar(const std::string& path) {
  if (path == "-") return tare::Inventory::of_tar(STDIN_FILENO, "standard input");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    throw tare::Error(tare::Fault::usage, path, "cannot open",
                      std::error_code(errno, std::generic_category()));
  }
  const auto close_it = [](const int* open_fd) { close(*open_fd); };
  const std::unique_ptr<const int, decltype(close_it)> closer(&fd, close_it);
  return tare::Inventory::of_tar(fd, path);
}

tare::Inventory inventory_of(const DiffArguments& arguments, const std::string& path) {
  if (kind_of(path) != Compared::context) return inventory_of_tar(path);
  const tare::Context context = arguments.context.open(path, false);
  ProgressDisplay progress(arguments.progress);
  tare::InventoryOptions options;
  options.threads = arguments.threads;
  options.progress = progress.function();
  options.diagnose = [](const tare::Diagnostic& diagnostic) { say(diagnostic); };
  tare::Inventory inventory(context, options);
  progress.clear();
  return inventory;
}

std::string reports_compared(const DiffArguments& arguments) {
  const tare::ReportDiff diff = tare::diff_reports(text_of(arguments.before), arguments.before,
                                                   text_of(arguments.after), arguments.after);
  return arguments.format == "json" ? tare::to_json(diff, arguments.before, arguments.after) + "\n"
                                    : diff_text(diff, arguments.layout, columns_of(STDOUT_FILENO));
}

std::string contents_compared(const DiffArguments& arguments) {
  const tare::Diff diff = tare::diff(inventory_of(arguments, arguments.before),
                                     inventory_of(arguments, arguments.after));
  return arguments.format == "json" ? tare::to_json(diff, arguments.before, arguments.after) + "\n"
                                    : diff_text(diff, arguments.layout, columns_of(STDOUT_FILENO));
}

void run_diff(const DiffArguments& arguments) {
  if (arguments.before == "-" && arguments.after == "-") {
    throw tare::Error(tare::Fault::usage, "", "only one of the two can be standard input");
  }
  const bool report = kind_of(arguments.before) == Compared::report;
  if (report != (kind_of(arguments.after) == Compared::report)) {
    throw tare::Error(tare::Fault::usage, report ? arguments.before : arguments.after,
                      "is a report, and can be compared with another report only");
  }
  StandardOutput output;
  output.write(report ? reports_compared(arguments) : contents_compared(arguments));
  output.flush();
}

}  // namespace

void add_diff(CLI::App& app) {
  const auto arguments = std::make_shared<DiffArguments>();
  CLI::App* command = app.add_subcommand("diff", "What came, went and changed");
  command->footer(
      "  tare diff yesterday.tar .\n"
      "  tare pack . | tare diff old/ -");
  command
      ->add_option("A", arguments->before, "A context, a tar ('-' reads one), or a report in JSON")
      ->required()
      ->type_name("");
  command->add_option("B", arguments->after, "The same, later")->required()->type_name("");
  arguments->context.add_to(*command, ContextFlags::Directory::none);
  add_format(*command, arguments->format);
  command->add_flag("--summary", arguments->layout.totals_only, "The totals only");
  command
      ->add_option("--top", arguments->layout.most,
                   "Show the N largest changes; 0, the default, all")
      ->type_name("N");
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->threads);
  command->callback([arguments] { run_diff(*arguments); });
}

}  // namespace cli
