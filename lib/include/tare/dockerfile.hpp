#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/comment.hpp"

namespace TARE_API tare {

/// `--name=value` of an instruction, before variables are replaced: quotes and backslashes are
/// gone, as BuildKit does it, so a `$` that was quoted counts.
struct InstructionFlag {
  std::string name;                  ///< without the dashes
  std::optional<std::string> value;  ///< nothing when there is no `=`
};

/// Content that stands in the Dockerfile itself: `<<EOF` and the lines up to `EOF`.
struct Heredoc {
  std::string name;
  bool expands = true;   ///< false when the name is quoted: variables in the body stay as they are
  std::size_t line = 0;  ///< of the first line of the body, from 1
  std::string body;      ///< `<<-`: without leading tabs
};

/// One instruction of a Dockerfile, as written: no variable has been replaced.
struct Instruction {
  enum class Kind {
    add,
    arg,
    cmd,
    copy,
    entrypoint,
    env,
    expose,
    from,
    healthcheck,
    label,
    maintainer,
    onbuild,
    run,
    shell,
    stopsignal,
    user,
    volume,
    workdir,
  };

  Kind kind = Kind::run;
  std::size_t line = 0;       ///< of its beginning, from 1
  std::size_t last_line = 0;  ///< of its end, with continuations and heredocs
  std::string text;  ///< the whole logical line, continuations joined, without heredoc bodies
  std::vector<InstructionFlag> flags;
  /// What stands behind the name and the flags, as far as BuildKit takes it apart: the strings of
  /// the JSON form; else words of FROM, ADD, COPY, EXPOSE, VOLUME and ARG, split on blanks (quotes
  /// and escapes stay); ENV and LABEL as name, value, name, value; for others one word with the
  /// whole rest, empty when there is none.
  std::vector<std::string> words;
  bool json = false;  ///< `words` come from a JSON list
  /// In the order of the words that announce them. A heredoc that is a source of ADD or COPY is no
  /// word any more.
  std::vector<Heredoc> heredocs;
  std::shared_ptr<const Instruction> trigger;  ///< of ONBUILD: what a child stage runs
  /// ONBUILD whose trigger BuildKit refuses once a child stage runs it, and not before: why. There
  /// is no `trigger` then.
  std::string trigger_error;
};

/// `FROM` and what follows it.
struct Stage {
  std::string base;  ///< the image or stage, before variables are replaced
  std::string name;  ///< behind AS, in lower case; empty without one
  Instruction from;  ///< the FROM itself
  std::vector<Instruction> instructions;
};

/// A Dockerfile taken apart, as BuildKit does (frontend/dockerfile/parser and instructions).
/// Immutable.
class Dockerfile {
 public:
  /// A longer file is none.
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  /// Takes `text` apart; `file` is what messages call it. Throws Error (usage, with the line) for
  /// everything that one instruction shows and BuildKit refuses whatever the target is. Left to
  /// BuildPlan: what it refuses only on the way to a target; what takes several stages to see, such
  /// as an index in `--from` that is out of range, or a cycle; what is inside `--mount`; and, since
  /// variables may make them, the names of images and platforms.
  [[nodiscard]] static Dockerfile parse(std::string_view text, std::string file = "Dockerfile");

  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// `\`, or '`' by the directive `escape`.
  [[nodiscard]] char escape() const noexcept { return escape_; }
  /// The frontend that the directive `syntax` asks for; empty without one.
  [[nodiscard]] const std::string& syntax() const noexcept { return syntax_; }
  /// The ARG instructions before the first FROM.
  [[nodiscard]] const std::vector<Instruction>& global_arguments() const& noexcept {
    return global_arguments_;
  }
  const std::vector<Instruction>& global_arguments() && = delete;
  /// At least one.
  [[nodiscard]] const std::vector<Stage>& stages() const& noexcept { return stages_; }
  const std::vector<Stage>& stages() && = delete;
  /// The lines that are comments, in order; none from inside an instruction.
  [[nodiscard]] const std::vector<Comment>& comments() const& noexcept { return comments_; }
  const std::vector<Comment>& comments() && = delete;

 private:
  std::string file_;
  char escape_ = '\\';
  std::string syntax_;
  std::vector<Instruction> global_arguments_;
  std::vector<Stage> stages_;
  std::vector<Comment> comments_;
};

/// The name of an instruction in upper case: `COPY`.
[[nodiscard]] std::string_view name_of(Instruction::Kind kind);

}  // namespace tare
