#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/build_plan.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/progress.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

// How digests are made, so that other programs can make them. All are SHA-256, written `sha256:`
// and 64 hexadecimal digits.
//
// A set of entries: the line `tare entries 1`, then for each entry, in the order of the walk (depth
// first, names of a directory by bytes), a record
//
//     KIND MODE CONTENT NAME NUL
//
// with one blank between. KIND is one of f d l p c b for files, directories, symbolic links, FIFOs,
// character and block devices; MODE has four octal digits, 0777 for a link; CONTENT is the SHA-256
// in hexadecimal of the content of a file or of the target of a link, MAJOR:MINOR in decimal of a
// device, and `-` else; NAME is relative to the context.
//
// An instruction: the SHA-256 of its BuildStep::key.
//
// A build: the line `tare build 1`, then for each reachable stage in order the line `stage BASE`
// with the digest of the image's name, or `stage N` with the index of the stage that it builds on;
// and below it for each instruction a line `KEY CONTENT N...` with its own digest, that of the set
// of entries that it takes or `-`, and the indices of the stages it takes files from. A last line
// `target N` has the index of the target.

/// One entry of a context and what a build sees of it.
struct EntryDigest {
  std::string name;
  Kind kind = Kind::file;
  std::uint32_t mode = 0;  ///< permission bits, with set-id and sticky bits
  std::uint64_t size = 0;  ///< of a regular file
  /// `sha256:` and 64 hexadecimal digits of the content; of a link, its target; else empty.
  std::string content;

  friend bool operator==(const EntryDigest&, const EntryDigest&) = default;
};

/// Entries that follow each other in ContextDigest::entries.
struct EntryRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< behind the last one
};

/// The digest of one instruction of a plan.
struct StepDigest {
  std::size_t stage = 0;  ///< index in BuildPlan::stages()
  std::string stage_name;
  std::size_t line = 0;  ///< in the Dockerfile
  Instruction::Kind kind = Instruction::Kind::run;
  std::string text;     ///< BuildStep::text
  std::string key;      ///< `sha256:...` of BuildStep::key
  std::string content;  ///< `sha256:...` of what it takes from the context; empty when nothing
  std::vector<std::size_t> from_stages;
  std::vector<EntryRange> entries;  ///< ascending and apart; empty unless kept
};

/// Digests that depend on names, contents, modes, kinds and link targets, and on nothing else: they
/// are the same on every machine, for any number of threads, whatever the times are.
struct ContextDigest {
  std::string context;                ///< of all that is sent
  std::optional<std::string> needed;  ///< of what the plan's target needs; nothing without a plan
  /// Of all that decides on the result of building the target, as far as it can be known here:
  /// instructions and what they take. While it stays the same, there is nothing to build. Nothing
  /// without a plan.
  std::optional<std::string> build;
  std::vector<StepDigest> steps;  ///< of reachable stages, in the order of the file
  struct Stage {
    std::string name;
    std::size_t line = 0;
    std::string base;
    std::optional<std::size_t> base_stage;
    bool reachable = false;
  };
  std::vector<Stage> stages;  ///< of the plan
  std::size_t target = 0;
  std::vector<EntryDigest> entries;  ///< in the order of the walk, where options keep them
  Tally total;
  std::uint64_t read = 0;    ///< files that were read
  std::uint64_t reused = 0;  ///< files whose digest came from the cache
};

struct DigestOptions {
  bool keep_entries = false;  ///< fill ContextDigest::entries
  /// A file in which digests of files are kept from one time to the next; made if it is not there.
  /// A digest is used again for a file with the same device, inode, size, mtime and ctime, all to
  /// the nanosecond, unless it changed so short before it was read that a later change could have
  /// left the same times. What is damaged is not used. Empty: none.
  std::string cache = {};
  /// Files to be left out, with a note, since they are written or read besides. The cache is.
  std::vector<FileId> skip = {};
  unsigned threads = 0;            ///< as in WalkOptions
  std::stop_token stop = {};       ///< as in WalkOptions
  ProgressFunction progress = {};  ///< may be empty
  /// Receives notes and warnings, on the calling thread. May be empty.
  std::function<void(const Diagnostic&)> diagnose = {};
};

/// Reads what `context` sends, and digests it. `plan` may be null. Throws Error (input) when
/// something cannot be read, and Error (output) when the cache cannot be written.
[[nodiscard]] ContextDigest digest(const Context& context, const BuildPlan* plan,
                                   const DigestOptions& options = {});

/// An entry that is not what it was.
struct EntryChange {
  enum class What { added, removed, changed };
  What what = What::changed;
  std::string name;
};

/// What becomes of one instruction when it is built again.
struct StepChange {
  enum class Why {
    cached,   ///< nothing that it depends on has changed
    content,  ///< what it takes from the context has
    text,     ///< the instruction itself has, or is new
    base,     ///< the image that its stage builds on is another one
    after,    ///< an earlier one of its stage, or of the stages below, runs again
    copies,   ///< it copies from a stage that runs again
  };
  std::size_t step = 0;  ///< index in ContextDigest::steps of the new one
  Why why = Why::cached;
  std::vector<EntryChange> blame;    ///< for `content`: entries, in order
  std::optional<std::size_t> cause;  ///< for `after` and `copies`: the step that runs again first
};

/// The difference of two digests.
struct DigestChange {
  bool context = false;              ///< something that is sent has changed
  bool needed = false;               ///< something that the target needs has
  bool build = false;                ///< the target has to be built again
  std::vector<EntryChange> changes;  ///< all entries, where both sides have them
  std::vector<StepChange> steps;     ///< for each step of the new digest
};

/// What changed from `before` to `after`, and which instructions of `after` a builder with a full
/// cache has to run again: the first that changed, all that follow it in its stage, and the stages
/// that build on that or copy from it. Stages are known again by what they do, whatever they are
/// called and wherever they stand. Of those that copy from another stage, a builder may find the
/// result in its cache all the same, when the files turn out as before.
[[nodiscard]] DigestChange changes(const ContextDigest& before, const ContextDigest& after);

/// JSON of schema 1 (share/tare/schema/digest.schema.json).
/// `change`, if any, is what changed until `digest`.
[[nodiscard]] std::string to_json(const ContextDigest& digest, const std::string& directory,
                                  const DigestChange* change = nullptr);
/// Reads it again. Throws Error (usage, with what is wrong) when it is none; `file` is what
/// messages call it.
[[nodiscard]] ContextDigest digest_of_json(std::string_view json, const std::string& file);

}  // namespace tare
