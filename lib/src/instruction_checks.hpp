#pragma once

#include "tare/dockerfile.hpp"

namespace tare {

/// Throws Refusal for what BuildKit does not take from this instruction, wherever it stands. The
/// words of ADD and COPY that announce heredocs are still there.
void check_instruction(const Instruction& instruction);

}  // namespace tare
