// Any bytes as a Dockerfile: instructions in order that mean the same when they are written out one
// a line, or an error that says where.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "input.hpp"
#include "tare/dockerfile.hpp"
#include "tare/error.hpp"

namespace {

using fuzz::require;
using tare::Instruction;

std::vector<Instruction> instructions_of(const tare::Dockerfile& file) {
  std::vector<Instruction> list = file.global_arguments();
  for (const tare::Stage& stage : file.stages()) {
    list.push_back(stage.from);
    list.insert(list.end(), stage.instructions.begin(), stage.instructions.end());
  }
  return list;
}

void check_places(const std::vector<Instruction>& instructions, std::size_t lines) {
  std::size_t last = 0;
  for (const Instruction& instruction : instructions) {
    require(instruction.line > last && instruction.last_line >= instruction.line);
    last = instruction.last_line;
    std::size_t before = instruction.line;
    for (const tare::Heredoc& heredoc : instruction.heredocs) {
      require(heredoc.line > before && heredoc.line <= last && !heredoc.name.empty());
      before = heredoc.line +
               static_cast<std::size_t>(std::count(heredoc.body.begin(), heredoc.body.end(), '\n'));
      require(before <= last);
    }
    const bool onbuild = instruction.kind == Instruction::Kind::onbuild;
    require(onbuild == (instruction.trigger != nullptr || !instruction.trigger_error.empty()));
  }
  require(last <= lines);
}

void check_equal(const Instruction& one, const Instruction& other) {
  require(one.kind == other.kind && one.text == other.text && one.words == other.words &&
          one.json == other.json && one.trigger_error == other.trigger_error);
  require(std::equal(one.flags.begin(), one.flags.end(), other.flags.begin(), other.flags.end(),
                     [](const tare::InstructionFlag& a, const tare::InstructionFlag& b) {
                       return a.name == b.name && a.value == b.value;
                     }));
  if (one.trigger) check_equal(*one.trigger, *other.trigger);
}

// Written out without continuations and comments.
void check_again(const tare::Dockerfile& file, const std::vector<Instruction>& instructions) {
  constexpr std::size_t kLineLimit = 65536;
  std::string text = std::string("# escape=") + file.escape() + '\n';
  for (const Instruction& instruction : instructions) {
    const std::string& line = instruction.text;
    // Such a line was not read as one, but grew together.
    if (line.back() == file.escape() || line.size() >= kLineLimit) return;
    if (!instruction.heredocs.empty()) return;
    text += line + '\n';
  }
  const tare::Dockerfile again = tare::Dockerfile::parse(text);
  require(again.stages().size() == file.stages().size());
  const std::vector<Instruction> others = instructions_of(again);
  require(others.size() == instructions.size());
  for (std::size_t i = 0; i < others.size(); ++i) check_equal(instructions[i], others[i]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  try {
    const tare::Dockerfile file = tare::Dockerfile::parse(text, "D");
    require(!file.stages().empty());
    const std::vector<Instruction> instructions = instructions_of(file);
    check_places(instructions, lines);
    check_again(file, instructions);
  } catch (const tare::Error& error) {
    require(error.fault() == tare::Fault::usage && error.where() == "D");
    require(error.line() >= 1 && error.line() <= lines);
  }
  return 0;
}
