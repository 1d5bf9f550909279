#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "build_flags.hpp"
#include "commands.hpp"
#include "context_flags.hpp"
#include "keep_going.hpp"
#include "progress.hpp"
#include "sandbox_flag.hpp"
#include "signals.hpp"
#include "summary.hpp"
#include "tare/compress.hpp"
#include "tare/oci.hpp"
#include "tare/output_file.hpp"
#include "tare/pack.hpp"
#include "tare/printable.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

struct PackArguments {
  ContextFlags context;
  BuildFlags build;
  tare::PackOptions pack;
  tare::Compression compression;
  std::string output = "-";
  std::optional<std::string> oci;
  std::string platform;
  ProgressDisplay::When progress = ProgressDisplay::When::automatic;
  bool quiet = false;
  bool no_measure = false;
  SandboxFlag sandbox;
};

// https://reproducible-builds.org/specs/source-date-epoch: the whole value is a decimal number of
// seconds. One that is set and is none must not pass for one that is not set.
std::optional<std::int64_t> source_date_epoch() {
  const char* value = std::getenv("SOURCE_DATE_EPOCH");  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr) return std::nullopt;
  const std::string_view text = value;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value, value + text.size(), seconds);
  if (error != std::errc() || end != value + text.size() || text.front() == '-') {
    throw tare::Error(tare::Fault::usage, "",
                      fmt::format("SOURCE_DATE_EPOCH is {}, not a number of seconds since 1970",
                                  tare::quoted(text)));
  }
  return seconds;
}

// Calls `complete`, if there is one, when `sink` has everything. Asks for signals in front of the
// compressor: one that is told in the midst of its first bytes would leave an empty stream, which
// some readers take for an empty archive.
tare::Report pack_compressed(const tare::Context& context, const tare::Sink& sink,
                             const PackArguments& arguments,
                             const std::function<void()>& complete = {}) {
  tare::Compressor compressor(sink, arguments.compression, arguments.pack.report.threads);
  const auto compress = [&](std::span<const std::byte> block) {
    throw_if_interrupted();
    compressor.write(block);
  };
  tare::PackOptions options = arguments.pack;
  options.complete = [&] {
    compressor.finish();
    if (complete) complete();
  };
  return tare::pack(context, compress, options);
}

tare::Report pack_to_file(const tare::Context& context, PackArguments& arguments) {
  tare::OutputFile file(arguments.output, throw_if_interrupted);
  arguments.pack.skip = file.ids();
  FileAccess access;
  if (const std::string directory = file.directory(); !directory.empty())
    access.commits_in = {directory};
  arguments.sandbox.enter(tare::Work::pack, context, access);
  const auto sink = [&](std::span<const std::byte> block) { file.write(block); };
  tare::Report report = pack_compressed(context, sink, arguments);
  throw_if_interrupted();
  file.commit();
  return report;
}

// The digest is what a script wants, and all that there is on standard output.
tare::Report pack_to_layout(const tare::Context& context, PackArguments& arguments) {
  const tare::OciPlace place = tare::parse_oci_place(*arguments.oci);
  tare::OciLayout layout(place.directory, throw_if_interrupted);
  FileAccess access;
  access.commits_in = layout.commits_in();
  if (const std::string directory = layout.made_in(); !directory.empty())
    access.removes_directories_in = {directory};
  arguments.sandbox.enter(tare::Work::pack, context, access);
  arguments.pack.complete = throw_if_interrupted;
  const tare::OciImage image = layout.write(
      context, {arguments.pack, arguments.compression, place.name, arguments.platform});
  StandardOutput output;
  output.write(image.manifest.digest + "\n");
  output.flush();
  return image.report;
}

bool is_pipe(int fd) {
  struct stat status = {};
  return fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

// Builders tell an archive on standard input from a Dockerfile by its first bytes. BuildKit knows
// those of gzip, bzip2 and xz; so does the classic builder, at least of Docker 20.10.
void tell_of_zstd(const PackArguments& arguments) {
  const bool zstd = arguments.compression.method == tare::Compression::Method::zstd;
  if (zstd && !arguments.quiet && is_pipe(STDOUT_FILENO)) {
    say("note: 'docker build -' may take zstd for a Dockerfile; every builder knows gzip");
  }
}

// Readers wait until nobody can write any more, and need not wait for what is still to be sized.
// `nowhere` is opened before: a sandbox has no /dev/null.
void close_standard_output(int nowhere) {
  if (nowhere < 0) return;  // then it is closed when the program ends
  dup2(nowhere, STDOUT_FILENO);
  close(nowhere);
}

tare::Report pack_to_standard_output(const tare::Context& context, PackArguments& arguments) {
  if (isatty(STDOUT_FILENO) != 0) {
    throw tare::Error(tare::Fault::usage, "",
                      "a tar is nothing for a terminal; pipe it (tare pack . | docker build -) or "
                      "name a file with -o");
  }
  tell_of_zstd(arguments);
  tare::widen_pipe(STDOUT_FILENO);
  arguments.pack.skip = {tare::id_of(STDOUT_FILENO)};
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  arguments.sandbox.enter(tare::Work::pack, context);
  const tare::Sink sink = tare::sink_to(STDOUT_FILENO, "standard output", throw_if_interrupted);
  return pack_compressed(context, sink, arguments, [=] { close_standard_output(nowhere); });
}

tare::Report pack_to_output(const tare::Context& context, PackArguments& arguments) {
  if (arguments.oci) return pack_to_layout(context, arguments);
  if (arguments.output.empty()) {  // a script's variable that is not set
    throw tare::Error(tare::Fault::usage, "", "--output takes a file, or - for standard output");
  }
  return arguments.output == "-" ? pack_to_standard_output(context, arguments)
                                 : pack_to_file(context, arguments);
}

void run_pack(PackArguments& arguments) {
  arguments.pack.source_date_epoch = source_date_epoch();
  const tare::Context context = arguments.build.narrowed(arguments.context.open(arguments.quiet));
  arguments.pack.report.measure = !arguments.no_measure && !arguments.quiet;
  arguments.pack.report.diagnose = [&](const tare::Diagnostic& diagnostic) {
    const bool warning = diagnostic.severity == tare::Diagnostic::Severity::warning;
    if (warning || !arguments.quiet) say(diagnostic);
  };
  remember_signals();
  ProgressDisplay progress(arguments.quiet ? ProgressDisplay::When::never : arguments.progress);
  arguments.pack.report.progress = [show = progress.function()](const tare::Progress& done) {
    throw_if_interrupted();
    if (show) show(done);
  };
  const tare::Report report = pack_to_output(context, arguments);
  progress.clear();
  if (!arguments.quiet) {
    say_lines(pack_summary(report, columns_of(STDERR_FILENO)));
  }
  tell_missing(report.missing);
  if (report.broken_off != 0) {
    throw tare::Error(
        tare::Fault::input, "",
        fmt::format("{} in the archive could not be read to the end, and zeros take the place of "
                    "the rest; pack again",
                    count_of(report.broken_off, "file", "files")));
  }
}

}  // namespace

void add_pack(CLI::App& app) {
  const auto arguments = std::make_shared<PackArguments>();
  CLI::App* command = app.add_subcommand("pack", "Write the tar that 'docker build -' takes");
  command->footer(
      "  tare pack . | docker build -\n"
      "  tare pack shop -o context.tar\n"
      "  tare pack shop --oci layout:v1");
  arguments->context.add_to(*command);
  arguments->build.add_needed(*command);
  CLI::Option* output =
      command
          ->add_option("-o,--output", arguments->output, "Write to FILE instead of standard output")
          ->type_name("FILE");
  CLI::Option* oci =
      command->add_option("--oci", arguments->oci, "Write an image layout into DIR, or DIR:NAME")
          ->type_name("DIR")
          ->configurable(false)
          ->excludes(output);
  command
      ->add_option("--platform", arguments->platform,
                   "What the image is for; linux on this machine")
      ->type_name("OS/ARCH")
      ->needs(oci);
  command
      ->add_option_function<std::string>(
          "--compress",
          [arguments = arguments.get()](const std::string& how) {
            arguments->compression = tare::parse_compression(how);
          },
          "none (the default), gzip or zstd; gzip:9 has a level")
      ->type_name("METHOD");
  command->add_flag("--context-only", arguments->pack.report.context_only,
                    "Without Dockerfile and ignore file where excluded");
  CLI::Option* reproducible = command->add_flag("--reproducible", arguments->pack.reproducible,
                                                "The same bytes from the same tree on any machine");
  command
      ->add_flag("--xattrs", arguments->pack.every_attribute,
                 "With all extended attributes; else capabilities")
      ->excludes(reproducible)
      ->excludes(oci);
  command->add_flag("--no-measure", arguments->no_measure, "Do not size what is left out");
  add_keep_going(*command, arguments->pack.report.keep_going);
  command->add_flag("-q,--quiet", arguments->quiet, "No summary and no notes");
  arguments->sandbox.add_to(*command);
  add_progress(*command, arguments->progress);
  add_threads(*command, arguments->pack.report.threads);
  command->callback([arguments] { run_pack(*arguments); });
}

}  // namespace cli
