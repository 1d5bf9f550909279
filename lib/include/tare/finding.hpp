#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tare {

/// How much a finding matters. The order is that of importance.
enum class Severity {
  note,     ///< worth knowing
  warning,  ///< most likely not what was meant
  error,    ///< should not go on: a secret would be sent, a limit is broken
};

/// `note`, `warning` or `error`.
[[nodiscard]] std::string_view name_of(Severity severity);

/// What there is to do about a finding.
struct Fix {
  enum class Action {
    none,     ///< nothing that an ignore file could say; `text` may say what else
    add,      ///< add the line `text` to the ignore file, at its end
    replace,  ///< write `text` in place of the line that the finding is about
    remove,   ///< take that line out
  };

  Action action = Action::none;
  std::string text;
};

/// One of those that a finding counts together.
struct Contributor {
  std::string name;  ///< in the context; a directory ends in `/`
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::string line_to_add;  ///< for the ignore file, to leave it out; may be empty
};

/// Something that a check or a lint has to say. All texts are raw: nothing is escaped yet.
struct Finding {
  std::string id;  ///< stable: `root-only-name`, `max-size`
  Severity severity = Severity::warning;
  /// Path of the file that it is about, as messages name it: the ignore file (Rule::file) or
  /// something in the context (Context::path_of). Empty when it is about the context as a whole.
  std::string path;
  std::size_t line = 0;     ///< in that file, from 1; 0 when it is about no line
  std::string message;      ///< what is wrong, in one line, without place and identifier
  std::string explanation;  ///< why, in a sentence or two; the same for all findings of this kind
  Fix fix;
  std::optional<std::uint64_t> files;  ///< how many files it is about
  std::optional<std::uint64_t> bytes;  ///< and the bytes in them
  std::vector<Contributor> largest;    ///< of these, the largest first
};

/// The most important first, then by path, line and identifier.
void sort(std::vector<Finding>& findings);

}  // namespace tare
