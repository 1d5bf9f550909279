#pragma once

#include <optional>
#include <string_view>

#include "dockerfile_text.hpp"
#include "tare/dockerfile.hpp"

namespace tare {

/// Takes a line apart as far as the syntax of its instruction goes. Throws Refusal.
[[nodiscard]] Instruction read_instruction(const LogicalLine& line, char escape);

/// What stands behind ONBUILD, taken apart; nothing when it is no instruction.
[[nodiscard]] std::optional<Instruction> read_trigger(const Instruction& onbuild, char escape);

/// What stands behind ONBUILD.
[[nodiscard]] std::string_view trigger_text(const Instruction& onbuild);

/// Whether bodies of heredocs may follow the line of an instruction.
[[nodiscard]] bool takes_heredocs(const Instruction& instruction);

/// The sources of a checked ADD or COPY that announce a heredoc stop being words.
void drop_heredoc_words(Instruction& instruction);

}  // namespace tare
