#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"
#include "tare/matcher.hpp"
#include "tare/progress.hpp"
#include "tare/size_tree.hpp"
#include "tare/walk.hpp"

namespace TARE_API tare {

/// Counts of entries, and the bytes in them.
struct Tally {
  std::uint64_t files = 0;  ///< regular files; each name of a hard-linked one counts
  std::uint64_t directories = 0;
  std::uint64_t links = 0;     ///< symbolic links
  std::uint64_t specials = 0;  ///< FIFOs, devices and sockets
  /// Apparent sizes of the regular files. A hard-linked file counts once in a report: in the
  /// context if it has a name there, else in the first excluded place.
  std::uint64_t bytes = 0;

  [[nodiscard]] std::uint64_t entries() const noexcept {
    return files + directories + links + specials;
  }
  /// Counts one entry.
  void add(const FileStatus& status) noexcept { add(status.kind, status.size); }
  /// The same for one whose bytes are not those of its status.
  void add(Kind kind, std::uint64_t size) noexcept;
  Tally& operator+=(const Tally& other) noexcept;
};

/// Something that was left out, and the rule that did it.
struct Place {
  enum class Kind {
    directory,  ///< a directory that a rule matched, with what its verdict was handed down to; or
                ///< one that a build does not need, with all below it
    entry,      ///< one file, link or special file that a rule matched itself, or not needed
    group,      ///< all such entries of one rule, or not needed; `name` is empty
  };

  Kind kind = Kind::directory;
  std::string name;
  const Rule* rule = nullptr;  ///< null for what the rules include and a build does not need
  Tally tally;
  bool complete = true;  ///< false: something in there could not be read, `tally` is a lower bound
};

/// What one rule decided. Git differs: it names the last rule that matches, Docker goes by the last
/// one that changed the verdict.
struct RuleUse {
  const Rule* rule = nullptr;
  Tally tally;  ///< excluded by it or, for an exception, brought back by it
  /// Entries that the walk met and another rule had decided on, where this one is the last that
  /// matches (Verdict::repeated_by).
  std::uint64_t repeated = 0;
};

/// A file that is left out otherwise, and part of the archive all the same.
struct BuildFile {
  std::string name;
  const Rule* rule = nullptr;  ///< that excludes it; null: the build asks for it by no instruction
  std::uint64_t bytes = 0;
};

/// Where every byte of a context directory went.
struct Report {
  Tally context;  ///< what the archive holds, `build_files` among it
  Tally excluded;
  /// Of a narrowed context: what the rules let through and the build does not ask for, with what
  /// they would exclude in directories that are not looked into. Apart from `excluded`.
  Tally unneeded;
  bool narrowed = false;               ///< the context was
  bool measured = true;                ///< false: nothing that is left out was sized, as asked for
  bool complete = true;                ///< false: `excluded` or `unneeded` is a lower bound
  std::vector<RuleUse> rules;          ///< every rule, in the order of the ignore file
  std::vector<Place> places;           ///< what is excluded, biggest first, then by name
  std::vector<Place> unneeded_places;  ///< what is not needed, likewise
  std::uint64_t directories_read = 0;  ///< by the walk, apart from what was sized
  /// Entries that belong into the context and were left out since they could not be read
  /// (ReportOptions::keep_going); a directory counts once.
  std::uint64_t missing = 0;
  /// Files in an archive that do not have their whole content: they could not be read to their end,
  /// and zeros follow up to the size that was announced (also only with keep_going).
  std::uint64_t broken_off = 0;
  std::vector<BuildFile> build_files;
  SizeTree tree;    ///< where ReportOptions::tree_nodes asks for it
  Matcher matcher;  ///< the rules that the pointers above lead to
};

/// Sees what a report is made of while it is made, on the calling thread and in the order of the
/// walk: every entry, with the bytes that it counts for. May throw to end the report.
class ReportObserver {
 public:
  ReportObserver() = default;
  ReportObserver(const ReportObserver&) = delete;
  ReportObserver& operator=(const ReportObserver&) = delete;
  virtual ~ReportObserver() = default;

  /// `entry` is part of the context. `bytes` is 0 for everything but regular files, and for all
  /// names but the first of a hard-linked one. A regular file has its status.
  virtual void include(const Entry& /*entry*/, std::uint64_t /*bytes*/) {}
  /// `entry` is left out by the rules. What is below a directory that is not looked into is not
  /// told.
  virtual void exclude(const Entry& /*entry*/, Visitor::Extent /*extent*/) {}
  /// `entry` of a narrowed context is left out, since the build does not ask for it. Likewise.
  virtual void pass_over(const Entry& /*entry*/, Visitor::Extent /*extent*/) {}
};

struct ReportOptions {
  /// Leave out Context::build_files() where the rules exclude them.
  bool context_only = false;
  /// Size what is left out. Otherwise it is not even looked into.
  bool measure = true;
  /// Hand out each entry that is left out as a place of its own instead of in groups. Costs memory
  /// for each.
  bool each_entry = false;
  /// As in WalkOptions.
  bool keep_going = false;
  /// Keep a tree of this many of the largest directories and files, or a few less where the last
  /// ones are equally large; 0: none. Costs up to 100 bytes for each directory of the context.
  std::size_t tree_nodes = 0;
  /// As in WalkOptions. What it leaves out counts nowhere.
  std::function<bool(const Entry&)> choose = {};
  /// As in WalkOptions.
  unsigned threads = 0;
  /// As in WalkOptions.
  std::stop_token stop = {};
  /// May be empty.
  ProgressFunction progress = {};
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
  /// See what is counted. They are called in turn, and none of them is null.
  std::vector<ReportObserver*> observers = {};
};

/// Walks `context` and accounts for everything in it. Throws Error (input) when something that is
/// to be included cannot be looked at.
[[nodiscard]] Report report(const Context& context, const ReportOptions& options = {});

/// The report as JSON of schema 1 (share/tare/schema/report.schema.json), for a context directory
/// called `directory`.
[[nodiscard]] std::string to_json(const Report& report, const std::string& directory);

}  // namespace tare
