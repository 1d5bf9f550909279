#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>
#include <system_error>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"
#include "tare/matcher.hpp"
#include "tare/progress.hpp"

namespace TARE_API tare {

/// One name in the context. Valid during the call that hands it out.
struct Entry {
  /// Why an entry is part of the archive.
  enum class Reason {
    rules,   ///< the verdict includes it, and it is needed
    parent,  ///< a directory that BuildKit lists only since something below it is included
    build,   ///< the Dockerfile or the ignore file: the builder needs it in any case
  };

  std::string_view name;  ///< relative to the context; a directory has no trailing `/`
  Kind kind = Kind::file;
  Verdict verdict;
  /// False in a narrowed context for what the build does not ask for.
  bool needed = true;
  Reason reason = Reason::rules;  ///< meaningful for included entries
  /// What the file system says, without following a link; null unless the options ask for it.
  const FileStatus* status = nullptr;
  /// Why there is no status although the options ask for one: only for excluded entries, since for
  /// an included one that ends the walk.
  std::error_code status_error;
};

/// Receives what a walk finds, on the thread that called it. May throw to end the walk.
class Visitor {
 public:
  /// How much of a subtree an excluded entry stands for.
  enum class Extent {
    whole_unread,  ///< the entry and all below it; a directory was not looked into
    whole,         ///< a directory that was looked into: nothing below it is included. Comes after
                   ///< everything below it, which was handed out one by one.
    self,          ///< the directory alone, since something below it is included (classic builder)
  };

  /// What a walk does behind an entry.
  enum class Next {
    go_on,
    skip,  ///< tells nothing of what is below this directory, and as a rule does not read it
    stop,  ///< ends: nothing more is told
  };

  Visitor() = default;
  Visitor(const Visitor&) = delete;
  Visitor& operator=(const Visitor&) = delete;
  virtual ~Visitor() = default;

  /// `entry` is part of the context. The order of the calls is Docker's: depth first, a directory
  /// before its content, the names of one directory sorted by bytes.
  virtual Next include(const Entry& entry) = 0;
  /// `entry` is left out by the rules.
  virtual void exclude(const Entry& /*entry*/, Extent /*extent*/) {}
  /// `entry` of a narrowed context is left out although the rules include it: the build does not
  /// ask for it.
  virtual void pass_over(const Entry& /*entry*/, Extent /*extent*/) {}
  /// Something to tell; the walk goes on.
  virtual void diagnose(const Diagnostic& /*diagnostic*/) {}
};

/// Of which entries a walk asks the status.
enum class StatusOf {
  nothing,
  files,  ///< of regular files
  everything,
};

struct WalkOptions {
  /// Include Context::build_files() even where the rules exclude them.
  bool include_build_files = false;
  /// Look also into directories in which nothing can be included any more, where Docker does and
  /// another rule than that of the directory may decide on something: for accounts by rule.
  bool every_decision = false;
  StatusOf included_status = StatusOf::nothing;
  /// Of what is left out, for one reason or the other.
  StatusOf excluded_status = StatusOf::nothing;
  /// Threads to read directories with, the calling one included; 0: as many as there are
  /// processors, and more while the disk keeps them waiting. A small tree takes one. The order of
  /// the entries does not depend on it.
  unsigned threads = 0;
  /// What is to be included and cannot be read is left out with a warning, with all below it,
  /// instead of ending the walk. When the process itself runs out of descriptors or memory, it
  /// still ends.
  bool keep_going = false;
  /// Asked about each entry that is included, before anybody hears of it: false leaves it out, as
  /// if it were not there, and everything below a directory with it. Of an entry whose status could
  /// not be read, there is none. Called on the thread that called walk, in the order of the
  /// entries; may throw to end the walk. May be empty.
  std::function<bool(const Entry&)> choose = {};
  /// Ends the work when it is asked to, on any thread: within some 10 ms, or as soon as the call of
  /// the visitor or sink that is under way returns, walk throws Cancelled.
  std::stop_token stop = {};
  /// May be empty.
  ProgressFunction progress = {};
};

/// What a walk came to.
struct WalkCount {
  std::uint64_t entries = 0;           ///< that were included and told
  std::uint64_t directories_read = 0;  ///< that were listed, the context itself among them
  std::uint64_t missing = 0;           ///< that were left out by WalkOptions::keep_going
};

/// Walks `context` and hands every entry to `visitor`, those below a directory that is left out
/// only when Docker would look there and something may be included. Symbolic links are entries and
/// are never followed; sockets are left out with a note, as Docker does. Keeps a bounded number of
/// descriptors open and a bounded number of entries waiting, however large the tree.
///
/// Throws Error (input) when something that is to be included cannot be read, after all that comes
/// before it has been handed out, unless it is to keep going. Trouble below an excluded directory
/// is a warning, unless an exception spells out a name there.
WalkCount walk(const Context& context, const WalkOptions& options, Visitor& visitor);

}  // namespace tare
