#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "budget.hpp"

namespace tare {

/// The value of a variable, null when it is not set. It has to last until expand() returns.
using Lookup = std::function<const std::string*(const std::string& name)>;

struct ShellRules {
  char escape = '\\';
  bool quotes = true;  ///< false in the body of a heredoc: quotes are characters like others
};

struct Expansion {
  std::string text;
  std::vector<std::size_t> blanks;  ///< where in `text` unquoted blanks stand

  /// `text` cut at its blanks, without empty words.
  [[nodiscard]] std::vector<std::string> words() const;
};

/// A word with its variables replaced, and without quotes and escapes, by BuildKit's rules
/// (frontend/dockerfile/shell), which are a shell's only by and large. Throws WordError.
[[nodiscard]] Expansion expand(std::string_view word, const ShellRules& rules, const Lookup& lookup,
                               Budget& budget);

}  // namespace tare
