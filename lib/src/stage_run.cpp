#include "stage_run.hpp"

#include <algorithm>
#include <set>

#include "go_text.hpp"
#include "port.hpp"
#include "run_mount.hpp"
#include "source_kind.hpp"
#include "step_key.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"

// One instruction after the other, each with the variables as those before it have left them. What
// BuildKit expands is expanded, also where the result does not matter here, because an unclosed
// quote or a `${V:?}` ends the build wherever it stands.

namespace tare {
namespace {

using Name = Instruction::Kind;

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string context_path(std::string_view source) {
  return go::clean("/" + std::string(source)).substr(1);
}

class StageRun {
 public:
  StageRun(const PlanInput& input, std::size_t node, StageState& state)
      : input_(input), node_(node), state_(state) {}

  StageResult run() {
    for (const StageInstruction& instruction : input_.graph.nodes()[node_].instructions) {
      try {
        take(instruction);
      } catch (const WordError& error) {
        throw Error::in_line(input_.dockerfile.file(), instruction.line, error.what());
      }
    }
    return std::move(result_);
  }

 private:
  void take(const StageInstruction& taken) {
    const Instruction& instruction = *taken.instruction;
    step_ = {};
    key_ = {};
    step_.kind = instruction.kind;
    step_.line = taken.line;
    step_.last_line = taken.last_line;
    step_.from_base = taken.from_base;
    step_.text = one_line(instruction.text);
    key_.add(name_of(instruction.kind));
    dispatch(taken);
    step_.key = key_.text();
    input_.budget.spend(sizeof(BuildStep) + step_.text.size() + step_.script.size() +
                        step_.key.size());
    result_.steps.push_back(std::move(step_));
  }

  void dispatch(const StageInstruction& taken) {
    const Instruction& instruction = *taken.instruction;
    switch (instruction.kind) {
      case Name::add:
      case Name::copy:
        copy(taken);
        break;
      case Name::run:
        run_command(taken);
        break;
      case Name::env:
        environment(instruction);
        break;
      case Name::arg:
        arguments(instruction);
        break;
      case Name::workdir:
        directory(expanded_word(instruction));
        break;
      case Name::user:
        state_.user = expanded_word(instruction);
        break;
      case Name::shell:
        state_.shell = instruction.words;
        add_words(instruction);
        break;
      case Name::expose:
        ports(instruction);
        break;
      case Name::label:
      case Name::stopsignal:
      case Name::volume:
        for (const std::string& word : instruction.words) key_.add(expanded(word).text);
        break;
      default:
        add_words(instruction);
        break;
    }
  }

  void add_words(const Instruction& instruction) {
    key_.add(instruction.json ? "json" : "");
    for (const std::string& word : instruction.words) key_.add(word);
  }

  // Names that are not set go to `unset_`.
  Expansion expanded(std::string_view word) {
    unset_.clear();
    return expand(word, {input_.dockerfile.escape(), true},
                  lookup_in(state_.variables.table(), &unset_), input_.budget);
  }

  // The one word of an instruction.
  std::string expanded_word(const Instruction& instruction) {
    std::string word;
    if (!instruction.words.empty()) word = expanded(instruction.words.front()).text;
    key_.add(word);
    return word;
  }

  // A variable of the image may make another path of it.
  std::string expanded_source(std::string_view word) {
    std::string text = expanded(word).text;
    if (state_.image.empty()) return text;
    for (const std::string& name : unset_) {
      if (!told_.insert(name).second) continue;
      result_.notes.push_back({Diagnostic::Severity::note,
                               input_.dockerfile.file(),
                               "line " + std::to_string(step_.line) + ": nothing sets " +
                                   printable(name) + " here; if the image " +
                                   printable(state_.image) + " does, other files are needed",
                               {}});
    }
    return text;
  }

  void copy(const StageInstruction& taken) {
    const Instruction& instruction = *taken.instruction;
    const bool checksum = copy_flags(instruction);
    std::vector<std::string> sources;
    for (std::size_t i = 0; i + 1 < instruction.words.size(); ++i) {
      sources.push_back(expanded_source(instruction.words[i]));
      key_.add(sources.back());
    }
    if (!instruction.words.empty()) destination(expanded(instruction.words.back()).text);
    heredocs(instruction, true);
    if (checksum && (sources.size() != 1 || source_kind(sources[0]) == SourceKind::path)) {
      throw WordError("--checksum is for one source that is an address or a repository");
    }
    for (const std::string& source : sources) {
      if (instruction.kind == Name::copy && source_kind(source) != SourceKind::path) {
        throw WordError("COPY takes no addresses: " + source);
      }
    }
    if (!taken.sources.empty()) {
      take_from(*taken.sources.front());
    } else {
      for (std::string& source : sources) copy_source(std::move(source));
    }
  }

  // True when there is a checksum. BuildKit leaves the variables of --exclude alone
  // (buildkit#6072).
  bool copy_flags(const Instruction& instruction) {
    bool checksum = false;
    for (const InstructionFlag& flag : instruction.flags) {
      if (flag.name == "from") continue;
      std::string value = flag.value.value_or("");
      if (flag.name == "chown" || flag.name == "chmod" || flag.name == "checksum") {
        value = expanded(value).text;
      }
      key_.add(flag.name).add(value);
      if (flag.name == "exclude") step_.excludes.push_back(value);
      checksum = checksum || (flag.name == "checksum" && !value.empty());
    }
    return checksum;
  }

  void destination(const std::string& path) {
    key_.add(path);
    if (path.empty() || path.front() != '/') key_.add(state_.directory);
  }

  // Their bodies expand in ADD and COPY; RUN leaves that to the shell.
  void heredocs(const Instruction& instruction, bool here) {
    for (const Heredoc& heredoc : instruction.heredocs) {
      std::string body = heredoc.body;
      if (here && heredoc.expands) {
        body = expand(body, {'\\', false}, lookup_in(state_.variables.table()), input_.budget).text;
      }
      key_.add(heredoc.name).add(heredoc.expands ? "expands" : "").add(body);
    }
  }

  void take_from(std::size_t node) {
    const bool is_stage = node < input_.graph.stages();
    if (is_stage && node > node_) {
      throw WordError("it takes files from the stage of line " +
                      std::to_string(input_.graph.nodes()[node].line) +
                      ", which has to come before this one");
    }
    BuildStep::From from;
    if (is_stage) {
      from.stage = node;
    } else {
      from.image = input_.graph.nodes()[node].base;
    }
    key_.add(from.image);
    step_.from.push_back(std::move(from));
    result_.layers.push_back(node);
  }

  // BuildKit asks the context for repositories, too, which are no sources there.
  void copy_source(std::string written) {
    if (is_web_address(written)) return;
    if (source_kind(written) == SourceKind::path) {
      ask_for(BuildStep::Use::copy, std::move(written));
    } else {
      result_.asked.push_back(context_path(written));
    }
  }

  void ask_for(BuildStep::Use use, std::string written) {
    result_.uses_context = result_.uses_context || use != BuildStep::Use::tmpfs;
    result_.asked.push_back(context_path(written));
    step_.sources.push_back({use, result_.asked.back(), std::move(written)});
  }

  void run_command(const StageInstruction& taken) {
    const Instruction& instruction = *taken.instruction;
    add_words(instruction);
    heredocs(instruction, false);
    for (const Heredoc& heredoc : instruction.heredocs) step_.script += heredoc.body;
    for (const InstructionFlag& flag : instruction.flags) {
      if (flag.name != "mount") key_.add(flag.name).add(flag.value.value_or(""));
    }
    std::vector<RunMount> mounts;
    for (const auto& fields : taken.mounts) {
      mounts.push_back(
          read_mount(fields, [&](std::string_view value) { return expanded_source(value); }));
    }
    for (std::size_t i = 0; i < mounts.size(); ++i) mount(mounts[i], taken.sources[i]);
    key_.add(state_.directory).add(state_.user);
    if (!instruction.json) {
      for (const std::string& word : state_.shell) key_.add(word);
    }
    input_.budget.spend(state_.variables.size());
    for (const auto& [name, value] : state_.variables.table()) key_.add(name).add(value);
  }

  void mount(const RunMount& mount, const std::optional<std::size_t>& from) {
    mount.add_to(key_);
    if (mount.type == "secret" || mount.type == "ssh") return;
    refuse_root(mount);
    if (mount.type == "tmpfs") {
      if (!from) ask_for(BuildStep::Use::tmpfs, mount.source);
    } else if (from) {
      take_from(*from);
    } else if (mount.type == "bind") {
      ask_for(BuildStep::Use::mount, mount.source);
    }
  }

  // The target is in the working directory, if that is known.
  void refuse_root(const RunMount& mount) const {
    const bool absolute = !mount.target.empty() && mount.target.front() == '/';
    if (!absolute && state_.directory.empty()) return;
    if (go::clean(absolute ? mount.target : state_.directory + "/" + mount.target) == "/") {
      throw WordError("a mount cannot be on /");
    }
  }

  // All pairs see what was set before the line.
  void environment(const Instruction& instruction) {
    std::vector<std::string> words;
    for (const std::string& word : instruction.words) {
      words.push_back(expanded(word).text);
      key_.add(words.back());
    }
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
      state_.variables.set_environment(words[i], words[i + 1]);
    }
  }

  // A build argument wins, then comes the value here, then the global one.
  void arguments(const Instruction& instruction) {
    for (const std::string& word : instruction.words) {
      const Argument argument = argument_of(word, input_.build_arguments);
      const auto global = input_.globals.find(argument.name);
      std::optional<std::string> value;
      if (argument.build_argument != nullptr) {
        value = *argument.build_argument;
      } else if (argument.standard) {
        value = expanded(*argument.standard).text;
      } else if (global != input_.globals.end()) {
        value = global->second;
      }
      if (value) state_.variables.set_argument(argument.name, *value);
      key_.add(argument.name).add(value.value_or("")).add(value ? "set" : "");
    }
  }

  void directory(const std::string& path) {
    const bool absolute = !path.empty() && path.front() == '/';
    if (!absolute && state_.directory.empty()) {
      // Below the image's own.
      key_.add("");
      return;
    }
    state_.directory = go::clean(absolute ? path : state_.directory + "/" + path);
    key_.add(state_.directory).add(state_.user);
  }

  void ports(const Instruction& instruction) {
    for (const std::string& word : instruction.words) {
      for (const std::string& port : expanded(word).words()) {
        // What the image sets could make a port of it.
        if (state_.image.empty() || unset_.empty()) check_port(port);
        key_.add(port);
      }
    }
  }

  const PlanInput& input_;
  std::size_t node_;
  StageState& state_;
  StageResult result_;
  BuildStep step_;
  StepKey key_;
  std::vector<std::string> unset_;
  std::set<std::string> told_;
};

}  // namespace

StageResult run_stage(const PlanInput& input, std::size_t node, StageState& state) {
  return StageRun(input, node, state).run();
}

}  // namespace tare
