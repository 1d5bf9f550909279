// What BuildKit wants to stand behind each instruction before it looks at any stage.

#include "instruction_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile_heredoc.hpp"
#include "go_text.hpp"
#include "instruction_flags.hpp"
#include "instruction_names.hpp"
#include "refusal.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

using Name = Instruction::Kind;

class InstructionChecker {
 public:
  explicit InstructionChecker(const Instruction& instruction) : instruction_(instruction) {}

  void check() const {
    check_flags();
    const std::vector<std::string>& words = instruction_.words;
    switch (instruction_.kind) {
      case Name::add:
      case Name::copy:
        check_paths();
        break;
      case Name::from:
        check_from();
        break;
      case Name::env:
      case Name::label:
        need_words("NAME=VALUE");
        for (std::size_t i = 0; i < words.size(); i += 2) check_name(words[i]);
        break;
      case Name::arg:
        need_words("NAME or NAME=VALUE");
        for (const std::string& word : words) check_name(word.substr(0, word.find('=')));
        break;
      case Name::healthcheck:
        check_health();
        break;
      case Name::shell:
        need_words("a JSON list of strings");
        if (!instruction_.json) refuse("SHELL takes a JSON list only: SHELL [\"/bin/sh\", \"-c\"]");
        break;
      case Name::volume:
        need_words("a path");
        if (std::any_of(words.begin(), words.end(),
                        [](const std::string& word) { return go::trim_space(word).empty(); })) {
          refuse("a path of VOLUME is empty; name a directory");
        }
        break;
      case Name::onbuild:
        check_onbuild();
        break;
      case Name::expose:
        need_words("a port");
        break;
      case Name::maintainer:
        need_words("a name");
        break;
      case Name::stopsignal:
        need_words("a signal");
        break;
      case Name::user:
        need_words("a user");
        break;
      case Name::workdir:
        need_words("a directory");
        break;
      case Name::cmd:
      case Name::entrypoint:
      case Name::run:
        break;
    }
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const { throw Refusal(instruction_.line, why); }

  [[nodiscard]] std::string_view name() const { return name_of(instruction_.kind); }

  void need_words(std::string_view what) const {
    if (instruction_.words.empty()) refuse(fmt::format("{} needs {} behind it", name(), what));
  }

  void check_name(std::string_view text) const {
    if (text.empty())
      refuse(fmt::format("nothing stands before a '=' of this {}; name a variable", name()));
  }

  // BuildKit does not look at the flags of the others.
  void check_flags() const {
    const bool none = instruction_.kind == Name::healthcheck && !instruction_.words.empty() &&
                      upper(instruction_.words.front()) == "NONE";
    if (none || instruction_.kind == Name::arg || instruction_.kind == Name::stopsignal) return;
    const std::optional<std::string> error = flag_error(instruction_.kind, instruction_.flags);
    if (error) refuse(*error);
  }

  void check_paths() const {
    if (instruction_.words.size() < 2) {
      refuse(fmt::format("{} needs two words, a source and where it goes to", name()));
    }
    if (heredoc_mark(instruction_.words.back())) {
      refuse(fmt::format("{} cannot copy into a heredoc; its last word is where the sources go to",
                         name()));
    }
  }

  void check_from() const {
    const std::vector<std::string>& words = instruction_.words;
    if (words.size() != 1 && (words.size() != 3 || upper(words[1]) != "AS")) {
      refuse("FROM takes an image, or an image, AS and a name, and nothing else");
    }
    if (words.size() == 1) return;
    const std::string stage = upper(words[2]);
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto is_good = [&](char c) {
      return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    };
    if (!is_letter(stage.front()) || !std::all_of(stage.begin(), stage.end(), is_good)) {
      refuse(
          fmt::format("{} cannot name a stage; a letter, then letters, digits, '-', '_' and '.' "
                      "can",
                      tare::quoted(words[2])));
    }
  }

  void check_health() const {
    need_words("CMD or NONE");
    const std::vector<std::string>& words = instruction_.words;
    const std::string type = upper(words.front());
    if (type == "NONE" && words.size() > 1) refuse("nothing may follow HEALTHCHECK NONE");
    if (type != "NONE" && type != "CMD") {
      refuse(fmt::format("HEALTHCHECK takes CMD and a command, or NONE, and not {}",
                         tare::quoted(words.front())));
    }
    if (type == "CMD" && words.size() == 1) refuse("HEALTHCHECK CMD needs a command behind it");
  }

  void check_onbuild() const {
    need_words("an instruction");
    const std::string trigger = upper(split_name(instruction_.words.front()).name);
    if (trigger == "ONBUILD" || trigger == "FROM" || trigger == "MAINTAINER") {
      refuse(fmt::format("{} cannot stand behind ONBUILD", trigger));
    }
  }

  const Instruction& instruction_;
};

}  // namespace

void check_instruction(const Instruction& instruction) { InstructionChecker(instruction).check(); }

}  // namespace tare
