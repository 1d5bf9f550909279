#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tare/dockerfile.hpp"

namespace tare {

/// The first word of a text, and what follows the blanks behind it.
struct NameSplit {
  std::string_view name;
  std::string_view rest;
};

[[nodiscard]] NameSplit split_name(std::string_view text);

/// The instruction of that name, capitals or not.
[[nodiscard]] std::optional<Instruction::Kind> kind_of(std::string_view name);

/// Says that `name` is no instruction, and which one may be meant.
[[nodiscard]] std::string unknown_name(std::string_view name);

/// ASCII letters as capitals.
[[nodiscard]] std::string upper(std::string_view text);

}  // namespace tare
