#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "build_command.hpp"
#include "dry_run.hpp"
#include "help.hpp"
#include "program.hpp"
#include "run_build.hpp"
#include "signals.hpp"
#include "standard_descriptors.hpp"
#include "tare/version.hpp"
#include "terminal.hpp"

// tare-build, which `tare build` runs. Its command line is that of tare with one command, so that
// messages, help and configuration are the same.

namespace {

std::string version_text() {
  constexpr int kMajor = GOOGLE_PROTOBUF_VERSION / 1'000'000;
  constexpr int kMinor = GOOGLE_PROTOBUF_VERSION / 1'000 % 1'000;
  return fmt::format("tare-build {}\ngRPC {}\nprotobuf {}.{}.{}\n", tare::kVersion, grpc::Version(),
                     kMajor, kMinor, GOOGLE_PROTOBUF_VERSION % 1'000);
}

// Their own messages would come in between ours; what matters of them is in ours.
void silence_libraries() {
  gpr_set_log_function([](gpr_log_func_args* /*message*/) {});
  google::protobuf::SetLogHandler(nullptr);
}

int run(std::vector<std::string> words) {
  if (words == std::vector<std::string>{"--version"}) {
    cli::StandardOutput output;
    output.write(version_text());
    output.flush();
    return cli::kDone;
  }
  CLI::App app{"", "tare"};
  app.formatter(std::make_shared<cli::HelpFormatter>());
  app.set_help_flag("-h,--help", "This text");
  cli::BuildCommand command;
  command.add_to(app);
  cli::complete_commands(app);
  words.insert(words.begin(), "build");
  bool parsed = false;
  app.final_callback([&] { parsed = true; });
  const int code = cli::parse(app, std::move(words));
  if (!parsed) return code;
  return command.dry_run ? cli::dry_run(command) : cli::run_build(command);
}

}  // namespace

int main(int argc, char** argv) {
  cli::fill_standard_descriptors();
  cli::ignore_broken_pipes();
  silence_libraries();
  return cli::run_program([&] { return run({argv + 1, argv + argc}); });
}
