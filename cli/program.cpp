#include "program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "commands.hpp"
#include "config.hpp"
#include "nearest.hpp"
#include "signals.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

void refuse_leftovers(const CLI::App& command) {
  std::vector<std::string> left = command.remaining();
  left.erase(std::remove(left.begin(), left.end(), "--"), left.end());  // says where options end
  if (left.empty()) return;
  const std::string help = command.get_name() + " --help";
  const std::string word = tare::quoted(left.front());
  if (left.front().front() != '-') {
    throw tare::Error(tare::Fault::usage, "",
                      fmt::format("one context at a time: what is {}? See 'tare {}'", word, help));
  }
  throw tare::Error(tare::Fault::usage, "",
                    fmt::format("'tare {}' has no option {}; {}", command.get_name(), word,
                                did_you_mean(left.front(), option_names(command), help.c_str())));
}

}  // namespace

ExitCode exit_code(tare::Fault fault) {
  switch (fault) {
    case tare::Fault::usage:
      return kUsage;
    case tare::Fault::input:
      return kInput;
    case tare::Fault::output:
      break;
  }
  return kOutput;
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& words,
                         const char* help) {
  const std::string near = nearest(typed, words);
  return near.empty() ? fmt::format("see 'tare {}'", help)
                      : fmt::format("did you mean '{}'?", near);
}

void complete_commands(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    command->allow_extras();
    command->parse_complete_callback([command] {
      refuse_leftovers(*command);
      configure(*command);
    });
  }
}

int parse(CLI::App& app, std::vector<std::string> words) {
  try {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    app.parse(words);
    return kDone;
  } catch (const CLI::Success& answer) {  // --help and --version
    return app.exit(answer);
  } catch (const CLI::ParseError& error) {
    say_error(tare::printable(error.what()));
    return kUsage;
  }
}

int run_program(const std::function<int()>& work) {
  try {
    return work();
  } catch (const Interrupted& interrupted) {
    return kSignal + interrupted.signal;
  } catch (const AnswerIsNo&) {
    return kNo;
  } catch (const ReaderGone&) {
    return kOutput;
  } catch (const tare::Error& error) {
    say_error(error.what());
    return exit_code(error.fault());
  } catch (const std::bad_alloc&) {
    say_error("out of memory");
    return kInput;
  } catch (const std::exception& error) {
    say_error(tare::printable(error.what()));
    return kInput;
  }
}

}  // namespace cli
