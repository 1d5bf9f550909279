#pragma once

#include <string_view>

#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"
#include "tare/matcher.hpp"

namespace tare {

/// One name in the context. Valid during the call that hands it out.
struct Entry {
  /// Why an entry is part of the archive.
  enum class Reason {
    rules,   ///< the verdict includes it
    parent,  ///< an excluded directory that BuildKit lists, since something below it is included
    build,   ///< the Dockerfile or the ignore file, excluded by the rules but needed by the builder
  };

  std::string_view name;  ///< relative to the context; a directory has no trailing `/`
  Kind kind = Kind::file;
  Verdict verdict;
  Reason reason = Reason::rules;  ///< meaningful for included entries
  int parent = -1;                ///< open descriptor of the directory that holds it
  const char* base = nullptr;     ///< its name in there, NUL-terminated
  /// What the walk knows already; null when nobody has asked. An entry with Reason::parent always
  /// has it, and has no `parent`.
  const FileStatus* known = nullptr;

  /// `known`, or else what the file system says, without following a link. Throws Error (input).
  [[nodiscard]] FileStatus status() const;
};

/// Receives what a walk finds, on the thread that walks. May throw to end the walk.
class Visitor {
 public:
  /// How much of a subtree an excluded entry stands for.
  enum class Extent {
    whole_unread,  ///< the entry and all below it; a directory was not looked into
    whole,         ///< a directory that was looked into: nothing below it is included. Comes after
                   ///< everything below it, which was handed out one by one.
    self,          ///< the directory alone, since something below it is included (classic builder)
  };

  Visitor() = default;
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;
  virtual ~Visitor() = default;

  /// `entry` is part of the context. The order of the calls is Docker's: depth first, a directory
  /// before its content, the names of one directory sorted by bytes.
  virtual void include(const Entry& entry) = 0;
  /// `entry` is left out.
  virtual void exclude(const Entry& /*entry*/, Extent /*extent*/) {}
  /// Something to tell; the walk goes on.
  virtual void diagnose(const Diagnostic& /*diagnostic*/) {}
};

struct WalkOptions {
  /// Include Context::build_files() even where the rules exclude them.
  bool include_build_files = false;
  /// Look also into directories in which nothing can be included any more, where Docker does and
  /// another rule than that of the directory may decide on something: for accounts by rule.
  bool every_decision = false;
};

/// Walks `context` and hands every entry to `visitor`, those below an excluded directory only when
/// Docker would look there and the rules may include something. Symbolic links are entries and are
/// never followed; sockets are left out with a note, as Docker does. Keeps a bounded number of
/// descriptors open, however deep the tree.
///
/// Throws Error (input) when something that is to be included cannot be read. Trouble below an
/// excluded directory is a warning, unless an exception spells out a name there.
void walk(const Context& context, const WalkOptions& options, Visitor& visitor);

}  // namespace tare
