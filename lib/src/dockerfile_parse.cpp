// Lines become instructions, and instructions stages. A trigger of ONBUILD is read twice, as
// BuildKit does it: its syntax counts where it stands, everything else only in a stage that runs
// it, and there it is a file of its own, with the backslash as its escape.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dockerfile_heredoc.hpp"
#include "dockerfile_instructions.hpp"
#include "dockerfile_text.hpp"
#include "instruction_checks.hpp"
#include "refusal.hpp"
#include "tare/dockerfile.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

using Name = Instruction::Kind;

std::string without_tabs(std::string_view body) {
  std::string result;
  bool at_start = true;
  for (const char c : body) {
    if (at_start && c == '\t') continue;
    at_start = c == '\n';
    result += c;
  }
  return result;
}

Heredoc take_heredoc(DockerfileText& text, const HeredocMark& mark, std::size_t line) {
  Heredoc heredoc{mark.name, mark.expands, text.line() + 1, {}};
  const auto body = text.take_heredoc(mark.name, mark.strips_tabs);
  if (!body) {
    throw Refusal(line,
                  fmt::format("the heredoc <<{0} is never closed; its last line has to be {1} "
                              "and nothing else",
                              mark.name, tare::quoted(mark.name)));
  }
  heredoc.body = mark.strips_tabs ? without_tabs(*body) : std::string(*body);
  return heredoc;
}

Instruction take_instruction(DockerfileText& text, const LogicalLine& line);

// The trigger as a child stage reads it. Throws Refusal.
Instruction reread_trigger(const Instruction& onbuild) {
  std::string written(trigger_text(onbuild));
  for (const Heredoc& heredoc : onbuild.heredocs) written += '\n' + heredoc.body + heredoc.name;
  DockerfileText text(written);
  const std::optional<LogicalLine> line = text.next();
  if (!line) throw Refusal(onbuild.line, "no instruction stands behind ONBUILD");
  Instruction trigger = take_instruction(text, *line);
  if (text.next()) throw Refusal(onbuild.line, "more than one instruction stands behind ONBUILD");
  trigger.line = onbuild.line;
  trigger.last_line = onbuild.last_line;
  for (std::size_t i = 0; i < std::min(trigger.heredocs.size(), onbuild.heredocs.size()); ++i) {
    trigger.heredocs[i].line = onbuild.heredocs[i].line;
  }
  return trigger;
}

Instruction take_instruction(DockerfileText& text, const LogicalLine& line) {
  Instruction instruction = read_instruction(line, text.escape());
  const bool onbuild = instruction.kind == Name::onbuild;
  const auto trigger = onbuild ? read_trigger(instruction, text.escape()) : std::nullopt;
  if (takes_heredocs(trigger ? *trigger : instruction)) {
    const auto marks = heredoc_marks(line.text);
    if (!marks) {
      throw Refusal(line.line, "the name behind a '<<' cannot be read; close its quotes");
    }
    for (const HeredocMark& mark : *marks) {
      instruction.heredocs.push_back(take_heredoc(text, mark, line.line));
    }
    instruction.last_line = text.line();
  }
  check_instruction(instruction);
  drop_heredoc_words(instruction);
  if (!onbuild) return instruction;
  try {
    instruction.trigger = std::make_shared<const Instruction>(reread_trigger(instruction));
  } catch (const Refusal& refusal) {
    instruction.trigger_error = refusal.what();
  }
  return instruction;
}

Stage stage_of(Instruction from) {
  Stage stage;
  stage.base = from.words.front();
  if (from.words.size() > 1) stage.name = from.words.back();
  for (char& c : stage.name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  stage.from = std::move(from);
  return stage;
}

struct DockerfileParts {
  std::vector<Instruction> global_arguments;
  std::vector<Stage> stages;
};

DockerfileParts read_parts(DockerfileText& text) {
  DockerfileParts parts;
  while (const std::optional<LogicalLine> line = text.next()) {
    Instruction instruction = take_instruction(text, *line);
    if (instruction.kind == Name::from) {
      parts.stages.push_back(stage_of(std::move(instruction)));
    } else if (!parts.stages.empty()) {
      parts.stages.back().instructions.push_back(std::move(instruction));
    } else if (instruction.kind == Name::arg) {
      parts.global_arguments.push_back(std::move(instruction));
    } else {
      throw Refusal(line->line, fmt::format("{} stands before the first FROM, where only ARG may; "
                                            "begin a stage with FROM",
                                            name_of(instruction.kind)));
    }
  }
  if (!parts.stages.empty()) return parts;
  if (!parts.global_arguments.empty()) {
    throw Refusal(parts.global_arguments.back().line,
                  "no stage follows the last ARG; begin one with FROM");
  }
  throw Refusal(std::max<std::size_t>(text.line(), 1),
                "the file has no instruction; begin a stage with FROM");
}

}  // namespace

Dockerfile Dockerfile::parse(std::string_view text, std::string file) {
  Dockerfile result;
  result.file_ = std::move(file);
  result.syntax_ = requested_frontend(text);
  DockerfileText lines(text);
  try {
    DockerfileParts parts = read_parts(lines);
    result.global_arguments_ = std::move(parts.global_arguments);
    result.stages_ = std::move(parts.stages);
  } catch (const Refusal& refusal) {
    throw Error::in_line(result.file_, refusal.line(), refusal.what());
  }
  result.escape_ = lines.escape();
  result.comments_ = lines.comments();
  return result;
}

}  // namespace tare
