#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tare/dockerfile.hpp"

namespace tare {

struct FlagSplit {
  std::vector<InstructionFlag> flags;
  std::string_view rest;  ///< of the text, from the first word that is no flag
};

/// Takes the flags off what stands behind the name of an instruction.
[[nodiscard]] FlagSplit split_flags(std::string_view text);

/// What is wrong with the flags of an instruction and what to do, whatever variables hold; nothing
/// when BuildKit takes them.
[[nodiscard]] std::optional<std::string> flag_error(Instruction::Kind kind,
                                                    const std::vector<InstructionFlag>& flags);

}  // namespace tare
