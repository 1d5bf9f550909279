#include "stage_graph.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "image_reference.hpp"
#include "lower_case.hpp"
#include "misspelling.hpp"
#include "platform.hpp"
#include "run_mount.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"

// In BuildKit's order, because the first thing wrong is the error: the FROM lines, the target, what
// copies from what, cycles, the names of images, and only then what the target reaches. Reaching
// gives a stage the ONBUILD instructions of its base, which may copy from others.

namespace tare {
namespace {

constexpr std::string_view kScratch = "scratch";

// Does `work`, whose words stand in `line`.
template <typename Work>
auto in_line(const Dockerfile& dockerfile, std::size_t line, Work work) {
  try {
    return work();
  } catch (const WordError& error) {
    throw Error::in_line(dockerfile.file(), line, error.what());
  }
}

std::optional<long long> index_in(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  if (text.empty() || text.front() == '+') return std::nullopt;
  long long number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

StageGraph::StageGraph(const Dockerfile& dockerfile, const Variables& globals,
                       const std::optional<std::string>& target, Budget& budget)
    : dockerfile_(dockerfile), budget_(budget), stages_(dockerfile.stages().size()) {
  for (const Stage& stage : dockerfile.stages()) {
    in_line(dockerfile, stage.from.line, [&] { add_stage(stage, globals); });
  }
  find_target(target);
  for (std::size_t i = 0; i < stages_; ++i) {
    for (const Instruction& instruction : dockerfile.stages()[i].instructions) {
      add_instruction(i, {&instruction, instruction.line, instruction.last_line, false, {}, {}});
    }
  }
  refuse_cycles();
  check_images();
  mark_reachable();
}

void StageGraph::add_stage(const Stage& stage, const Variables& globals) {
  const ShellRules rules{dockerfile_.escape(), true};
  const Lookup lookup = lookup_in(globals);
  StageNode node;
  node.name = stage.name;
  node.line = stage.from.line;
  node.base = expand(stage.base, rules, lookup, budget_).text;
  if (node.base.empty()) {
    throw WordError("FROM " + stage.base + " names no image: its variables are empty here");
  }
  for (const InstructionFlag& flag : stage.from.flags) {
    if (flag.name != "platform" || !flag.value || flag.value->empty()) continue;
    (void)parse_platform(expand(*flag.value, rules, lookup, budget_).text);
  }
  // As written, and of the earlier ones only.
  if (const auto found = by_name_.find(node.base); found != by_name_.end()) {
    node.base_stage = found->second;
  }
  if (!node.name.empty()) by_name_[node.name] = nodes_.size();
  nodes_.push_back(std::move(node));
}

void StageGraph::find_target(const std::optional<std::string>& wanted) {
  target_ = stages_ - 1;
  if (!wanted || wanted->empty()) return;
  const auto found = by_name_.find(lower_case(*wanted));
  if (found == by_name_.end()) {
    std::vector<std::string_view> names;
    for (const auto& [name, node] : by_name_) names.push_back(name);
    const std::string_view meant = meant_name(lower_case(*wanted), names);
    throw Error(Fault::usage, dockerfile_.file(),
                "has no stage called " + tare::quoted(*wanted) +
                    (meant.empty() ? "" : "; did you mean " + tare::quoted(meant) + "?"));
  }
  target_ = found->second;
}

std::size_t StageGraph::named_source(const std::string& name, std::size_t line) {
  if (const auto found = by_name_.find(lower_case(name)); found != by_name_.end())
    return found->second;
  StageNode image;
  image.name = name;
  image.base = name;
  image.line = line;
  nodes_.push_back(std::move(image));
  return nodes_.size() - 1;
}

std::size_t StageGraph::source_of_copy(const std::string& from) {
  const auto index = index_in(from);
  if (!index) return nodes_.size();
  if (*index < 0 || static_cast<unsigned long long>(*index) >= nodes_.size()) {
    throw WordError("there is no stage " + from);
  }
  return static_cast<std::size_t>(*index);
}

// Appends it to the stage, and takes down what it copies from.
void StageGraph::add_instruction(std::size_t node, StageInstruction added) {
  const Instruction& instruction = *added.instruction;
  const auto need = [&](const std::string& name, bool may_be_index) {
    std::size_t source = may_be_index ? source_of_copy(name) : nodes_.size();
    if (source == nodes_.size()) source = named_source(name, added.line);
    nodes_[node].needs[source] = added.line;
    added.sources.emplace_back(source);
  };
  in_line(dockerfile_, added.line, [&] {
    for (const InstructionFlag& flag : instruction.flags) {
      const std::string value = flag.value.value_or("");
      if (instruction.kind == Instruction::Kind::copy && flag.name == "from" && !value.empty()) {
        const Variables none;
        const ShellRules rules{dockerfile_.escape(), true};
        if (expand(value, rules, lookup_in(none), budget_).text != value) {
          throw WordError(
              "--from takes no variables: give a stage that name, with FROM and a "
              "global ARG");
        }
        added.sources.clear();
        need(value, true);
      } else if (instruction.kind == Instruction::Kind::run && flag.name == "mount") {
        added.mounts.push_back(csv_fields(value));
        const std::string from = mount_from(added.mounts.back());
        if (from.empty()) {
          added.sources.emplace_back();
        } else {
          need(from, false);
        }
      }
    }
  });
  if (instruction.kind == Instruction::Kind::onbuild) {
    nodes_[node].triggers.push_back(&instruction);
  }
  nodes_[node].instructions.push_back(std::move(added));
}

void StageGraph::refuse_cycles() const {
  enum class State { fresh, open, done };
  using Next = std::map<std::size_t, std::size_t>::const_iterator;
  std::vector<State> states(nodes_.size(), State::fresh);
  std::vector<std::pair<std::size_t, Next>> path;  // what is open, and which need comes next
  const auto enter = [&](std::size_t node) {
    states[node] = State::open;
    path.emplace_back(node, nodes_[node].needs.begin());
  };
  for (std::size_t i = 0; i < stages_; ++i) {
    if (states[i] == State::fresh) enter(i);
    while (!path.empty()) {
      auto& [node, next] = path.back();
      if (next == nodes_[node].needs.end()) {
        states[node] = State::done;
        path.pop_back();
        continue;
      }
      const auto [needed, line] = *next++;
      if (states[needed] == State::open) {
        // BuildKit names the line in which the way there begins.
        const std::size_t first = std::prev(path.front().second)->second;
        throw Error::in_line(dockerfile_.file(), first,
                             first == line ? "the stage copies from itself"
                                           : "it needs a stage that copies from itself in line " +
                                                 std::to_string(line));
      }
      if (states[needed] == State::fresh) enter(needed);
    }
  }
}

void StageGraph::check_images() const {
  for (const StageNode& node : nodes_) {
    if (node.base_stage || node.base == kScratch) continue;
    in_line(dockerfile_, node.line, [&] { check_image_reference(node.base); });
  }
}

// Puts the ONBUILD instructions of the base in front.
void StageGraph::inherit_triggers(std::size_t node) {
  const std::vector<const Instruction*> triggers = nodes_[*nodes_[node].base_stage].triggers;
  if (triggers.empty()) return;
  std::vector<StageInstruction> own = std::exchange(nodes_[node].instructions, {});
  for (const Instruction* onbuild : triggers) {
    in_line(dockerfile_, onbuild->line, [&] {
      if (onbuild->trigger == nullptr) throw WordError(onbuild->trigger_error);
      budget_.spend(sizeof(StageInstruction) + onbuild->text.size());
    });
    add_instruction(node,
                    {onbuild->trigger.get(), onbuild->line, onbuild->last_line, true, {}, {}});
  }
  auto& instructions = nodes_[node].instructions;
  std::move(own.begin(), own.end(), std::back_inserter(instructions));
}

void StageGraph::mark_reachable() {
  std::vector<std::size_t> open{target_};
  nodes_[target_].reachable = true;
  const auto reach = [&](std::size_t node) {
    if (!std::exchange(nodes_[node].reachable, true)) open.push_back(node);
  };
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    if (nodes_[node].base_stage) {
      inherit_triggers(node);
      reach(*nodes_[node].base_stage);
    }
    for (const auto& [needed, line] : nodes_[node].needs) reach(needed);
  }
  check_images();  // those that triggers copy from, too
}

}  // namespace tare
