// One line taken apart, as far as its instruction's syntax goes.

#include "dockerfile_instructions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "dockerfile_heredoc.hpp"
#include "go_text.hpp"
#include "instruction_flags.hpp"
#include "instruction_names.hpp"
#include "instruction_words.hpp"
#include "refusal.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

using Name = Instruction::Kind;

class InstructionReader {
 public:
  InstructionReader(Instruction& instruction, char escape)
      : instruction_(instruction), escape_(escape) {}

  void read(std::string_view rest) {
    switch (instruction_.kind) {
      case Name::add:
      case Name::copy:
      case Name::volume:
        if (!read_json(rest)) instruction_.words = blank_words(rest);
        break;
      case Name::expose:
      case Name::from:
        instruction_.words = blank_words(rest);
        break;
      case Name::arg:
        instruction_.words = quoted_words(rest, escape_);
        break;
      case Name::env:
      case Name::label:
        read_pairs(rest);
        break;
      case Name::cmd:
      case Name::entrypoint:
      case Name::run:
      case Name::shell:
        if (!read_json(rest)) read_rest(rest);
        break;
      case Name::healthcheck:
        read_health(rest);
        break;
      case Name::maintainer:
      case Name::onbuild:
      case Name::stopsignal:
      case Name::user:
      case Name::workdir:
        read_rest(rest);
        break;
    }
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const { throw Refusal(instruction_.line, why); }

  void read_rest(std::string_view rest) {
    if (!rest.empty()) instruction_.words.emplace_back(rest);
  }

  bool read_json(std::string_view rest) {
    std::optional<JsonList> list = json_list(rest);
    if (!list) return false;
    if (list->mixed) refuse("a JSON list here takes strings only; put each item in double quotes");
    instruction_.json = true;
    instruction_.words.insert(instruction_.words.end(), list->strings.begin(), list->strings.end());
    return true;
  }

  void read_health(std::string_view rest) {
    std::size_t end = 0;
    const auto blank = [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return c == ' ' || (c >= '\t' && c <= '\r') || byte == 0x85 || byte == 0xA0;
    };
    while (end < rest.size() && !blank(rest[end])) ++end;
    if (end == 0) return;
    instruction_.words.emplace_back(rest.substr(0, end));
    while (end < rest.size() && blank(rest[end])) ++end;
    rest.remove_prefix(end);
    if (!read_json(rest)) read_rest(rest);
  }

  // `K v w` is the old form of one pair.
  void read_pairs(std::string_view rest) {
    const std::vector<std::string> words = quoted_words(rest, escape_);
    if (words.empty()) return;
    if (words.front().find('=') == std::string::npos) {
      const NameSplit pair = split_name(rest);
      if (pair.name.size() == rest.size()) {
        refuse(fmt::format("{} {} has no value; write {}=VALUE", name_of(instruction_.kind),
                           tare::quoted(pair.name), pair.name));
      }
      instruction_.words = {std::string(pair.name), std::string(pair.rest)};
      return;
    }
    for (const std::string& word : words) {
      const std::size_t sign = word.find('=');
      if (sign == std::string::npos) {
        refuse(
            fmt::format("{} has no '=', as the pairs of this {} have; a value with blanks needs "
                        "quotes",
                        tare::quoted(word), name_of(instruction_.kind)));
      }
      instruction_.words.push_back(word.substr(0, sign));
      instruction_.words.push_back(word.substr(sign + 1));
    }
  }

  Instruction& instruction_;
  char escape_;
};

}  // namespace

Instruction read_instruction(const LogicalLine& line, char escape) {
  const NameSplit split = split_name(line.text);
  const std::optional<Name> kind = kind_of(split.name);
  if (!kind) throw Refusal(line.line, unknown_name(split.name));
  Instruction instruction;
  instruction.kind = *kind;
  instruction.line = line.line;
  instruction.last_line = line.last_line;
  instruction.text = line.text;
  FlagSplit flags = split_flags(split.rest);
  instruction.flags = std::move(flags.flags);
  InstructionReader(instruction, escape).read(go::trim_space(flags.rest));
  return instruction;
}

std::string_view trigger_text(const Instruction& onbuild) { return split_name(onbuild.text).rest; }

std::optional<Instruction> read_trigger(const Instruction& onbuild, char escape) {
  if (onbuild.words.empty()) return std::nullopt;
  const std::string& text = onbuild.words.front();
  if (!kind_of(split_name(text).name)) return std::nullopt;
  return read_instruction({onbuild.line, onbuild.last_line, text}, escape);
}

bool takes_heredocs(const Instruction& instruction) {
  const Name kind = instruction.kind;
  return !instruction.json && (kind == Name::add || kind == Name::copy || kind == Name::run);
}

void drop_heredoc_words(Instruction& instruction) {
  if (instruction.kind != Name::add && instruction.kind != Name::copy) return;
  std::vector<std::string>& words = instruction.words;
  words.erase(
      std::remove_if(words.begin(), words.end() - 1,
                     [](const std::string& word) { return heredoc_mark(word).has_value(); }),
      words.end() - 1);
}

}  // namespace tare
