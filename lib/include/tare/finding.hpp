#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"

namespace TARE_API tare {

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
    replace,  ///< write `text`, one line or several, in place of the one that the finding is about
    remove,   ///< take that line out
  };

  Action action = Action::none;
  std::string text;
};

/// What there is to do, for a person, printable: `add: *.md`; with several lines `write:`, and each
/// below it, indented by four. Empty when there is nothing to say.
[[nodiscard]] std::string text_of(const Fix& fix);

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

/// What findings are about, for those who read them elsewhere.
struct FindingsSource {
  std::string command;      ///< that found them: `check`, `lint`
  std::string directory;    ///< the context, as it was given
  std::uint64_t files = 0;  ///< in the context
  std::uint64_t bytes = 0;  ///< in these
  /// Path of the ignore file, as messages name it; where there is none, of the one to be made.
  std::string ignore_file;
  std::size_t last_line = 0;  ///< of the ignore file that says something
  /// Findings besides, which comments in the ignore file silence; nothing where none can.
  std::optional<std::size_t> allowed = {};
};

/// Where an annotation of a finding goes: its own place or, when it is about the context as a
/// whole, the end of the ignore file, where a line would be added. Lines are from 1.
struct Annotation {
  std::string path;
  std::size_t line = 1;
};
[[nodiscard]] Annotation annotation_of(const Finding& finding, const FindingsSource& source);

/// JSON of schema 1 (share/tare/schema/findings.schema.json).
[[nodiscard]] std::string to_json(std::span<const Finding> findings, const FindingsSource& source);

/// The same findings as a log of SARIF 2.1.0 (OASIS), one run. Places are URI references, relative
/// to the working directory where the paths are. What tells findings apart from one run to the next
/// (`partialFingerprints`) does not depend on lines and figures.
[[nodiscard]] std::string to_sarif(std::span<const Finding> findings, const FindingsSource& source);

/// The most important first, then by path, line and identifier.
void sort(std::vector<Finding>& findings);

}  // namespace tare
