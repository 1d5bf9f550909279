#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "build_command.hpp"
#include "commands.hpp"
#include "tare/error.hpp"

// What speaks to builders takes gRPC, so it is a program of its own, as git has it with its
// commands. It takes the place of this one: exit code, signals and terminal are its own.

namespace cli {
namespace {

constexpr const char* kProgram = "tare-build";

std::string beside_this_program() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "" : (self.parent_path() / kProgram).string();
}

[[noreturn]] void run_tare_build(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.front() = const_cast<char*>(kProgram);
  arguments.push_back(nullptr);
  const std::string beside = beside_this_program();
  if (!beside.empty()) execv(beside.c_str(), arguments.data());
  if (beside.empty() || errno == ENOENT) execvp(kProgram, arguments.data());
  if (errno != ENOENT) {
    throw tare::Error(tare::Fault::usage, kProgram, "cannot be run",
                      {errno, std::generic_category()});
  }
  throw tare::Error(
      tare::Fault::usage, "",
      fmt::format(
          "'tare build' takes the program {}, which is not here: install the Debian package "
          "{} or, in a checkout of tare, use './dev run build'",
          kProgram, kProgram));
}

}  // namespace

void add_build(CLI::App& app, const std::vector<std::string>& words) {
  const auto build = std::make_shared<BuildCommand>();
  build->add_to(app).callback([build, words] { run_tare_build(words); });
}

}  // namespace cli
