#include "build_flags.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "tare/printable.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

// `K=V`; `K` alone takes the value from the environment and, as docker does, nothing where there is
// none.
void add_argument(const std::string& word, std::map<std::string, std::string>& arguments) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  if (name.empty()) {
    throw tare::Error(
        tare::Fault::usage, "",
        fmt::format("--build-arg {}: a name is missing; write K=V", tare::quoted(word)));
  }
  if (equals != std::string::npos) {
    arguments[name] = word.substr(equals + 1);
  } else if (const char* value = std::getenv(name.c_str())) {  // NOLINT(concurrency-mt-unsafe)
    arguments[name] = value;
  }
}

bool has_dockerfile(const tare::Context& context) {
  std::error_code ignored;
  return std::filesystem::exists(context.dockerfile(), ignored);
}

}  // namespace

void BuildFlags::add_to(CLI::App& command) {
  command.add_option("--target", target_, "The stage to build; the last by default")
      ->type_name("STAGE");
  command
      .add_option_function<std::string>(
          "--build-arg", [this](const std::string& word) { arguments_.push_back(word); },
          "A build argument; may be repeated")
      ->type_name("K=V")
      ->trigger_on_parse();
}

void BuildFlags::add_needed(CLI::App& command) {
  command.add_flag("--needed", needed_, "Only what the target of the Dockerfile asks for");
  add_to(command);
}

bool BuildFlags::given() const { return !target_.empty() || !arguments_.empty(); }

std::optional<tare::BuildPlan> BuildFlags::plan_if_any(const tare::Context& context,
                                                       bool named) const {
  if (named || needed_ || given()) return plan(context);
  if (!has_dockerfile(context)) return std::nullopt;
  try {
    return plan(context);
  } catch (const tare::Error& error) {
    say(fmt::format("warning: {}", error.what()));
    say("warning: without a Dockerfile, what a build takes is left out");
    return std::nullopt;
  }
}

std::map<std::string, std::string> build_arguments(const std::vector<std::string>& words) {
  std::map<std::string, std::string> arguments;
  for (const std::string& word : words) add_argument(word, arguments);
  return arguments;
}

tare::BuildPlan BuildFlags::plan(const tare::Context& context) const {
  if (!has_dockerfile(context)) {
    throw tare::Error(tare::Fault::usage, context.dockerfile(),
                      "there is no such Dockerfile; name one with -f");
  }
  tare::BuildOptions options;
  if (!target_.empty()) options.target = target_;
  options.arguments = build_arguments(arguments_);
  tare::BuildPlan plan = context.plan(options);
  for (const tare::Diagnostic& diagnostic : plan.diagnostics()) say(diagnostic);
  return plan;
}

tare::Context BuildFlags::narrowed(const tare::Context& context) const {
  if (needed_) return context.narrowed(plan(context));
  if (given()) {
    throw tare::Error(tare::Fault::usage, "",
                      "--target and --build-arg say what is needed: add --needed");
  }
  return context;
}

}  // namespace cli
