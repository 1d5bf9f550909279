#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch.hpp"
#include "directory.hpp"
#include "mount.hpp"
#include "schedule.hpp"
#include "skipped_part.hpp"
#include "tare/context.hpp"
#include "tare/scan.hpp"
#include "tare/walk.hpp"
#include "waiting_share.hpp"

namespace tare {

/// Takes what an included entry needs to be read for, on the reader's thread; one for each reader.
class Collector {
 public:
  Collector() = default;
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;
  virtual ~Collector() = default;

  /// Reads `base` in the open directory `parent`. Adds to the batch's statuses and cargo, or makes
  /// the event a failure or a note.
  virtual void collect(int parent, const char* base, Event& event, Batch& batch) = 0;
  /// The same for a directory, which is open as `opened`.
  virtual void collect_directory(int /*opened*/, int parent, const char* base, Event& event,
                                 Batch& batch) {
    collect(parent, base, event, batch);
  }
  /// The batch should end here.
  [[nodiscard]] virtual bool is_full(const Batch& batch) const = 0;
};

/// What all readers of one walk share. Does not change while they read.
struct ReadingPlan {
  ReadingPlan(const Context& its_context, const WalkOptions& its_options);

  [[nodiscard]] bool is_build_file(std::string_view name) const;
  [[nodiscard]] bool holds_build_file(std::string_view directory) const;

  const Context& context;
  const WalkOptions& options;
  std::vector<std::string> build_files;  ///< to be included, sorted
};

/// Reads directories, decides on what they hold, and puts it into batches. One for each thread.
class TreeReader {
 public:
  /// All but the collector are shared. `memory` bounds what matching keeps. `collector` may be
  /// null.
  TreeReader(const ReadingPlan& plan, OpenDirectories& open, Schedule& schedule,
             const SkippedPart& skipped, WaitingShare& waiting, std::size_t memory,
             std::unique_ptr<Collector> collector);

  /// Fills one batch. Afterwards the claim goes on with another one, or is finished.
  void fill_batch(Schedule::Claim& claim);

 private:
  [[nodiscard]] bool open(Directory& directory, Reading& reading, Directory::Handle& opened);
  void pass_by(Schedule::Claim& claim);
  [[nodiscard]] static bool leaves(const Reading& reading);
  void cut_off(Schedule::Claim& claim);
  [[nodiscard]] bool read_names(Directory& directory, int opened, Batch& batch);
  void forgive(Event& event, Batch& batch) const;
  void cannot_read(const Directory& directory, const char* message, std::error_code error,
                   Batch& batch) const;
  [[nodiscard]] std::shared_ptr<Directory> read_entries(Reading& reading,
                                                        const Directory::Handle& opened);
  void go_on_with_fresh_batch(Schedule::Claim& claim);
  [[nodiscard]] std::shared_ptr<Directory> visit(const Directory& directory, std::size_t index,
                                                 int opened, Batch& batch);
  [[nodiscard]] bool find_kind(const Directory& directory, const char* base, int opened,
                               Event& event, Batch& batch);
  [[nodiscard]] bool is_known_below(std::string_view name, bool excluded, bool asked) const;
  [[nodiscard]] std::shared_ptr<Directory> include(const char* base, int opened, Event& event,
                                                   Batch& batch);
  [[nodiscard]] std::shared_ptr<Directory> leave_out(const Directory& directory, const char* base,
                                                     int opened, Event& event, Batch& batch);
  [[nodiscard]] std::shared_ptr<Directory> enter(const char* base, int opened, const Event& event,
                                                 const Batch& batch);
  [[nodiscard]] Mount mount_on(Directory& directory);
  void take_status(StatusOf wanted, const char* base, int opened, Event& event, Batch& batch);
  [[nodiscard]] bool docker_enters(const Event& event, std::string_view name) const;
  [[nodiscard]] bool matters(const Event& event, std::string_view name);
  void descend(Schedule::Claim& claim, std::shared_ptr<Directory> into);
  void close(Schedule::Claim& claim);

  const ReadingPlan& plan_;
  const Matcher& matcher_;
  OpenDirectories& open_;
  Schedule& schedule_;
  const SkippedPart& skipped_;
  WaitingShare& waiting_;
  Scan scan_;
  std::optional<Scan> asking_;  // of a narrowed context
  std::unique_ptr<Collector> collector_;
  Scan::State state_;  // of the entry that is being visited
  Scan::State asked_;
  // The directory that was read last, from which its parent is quickly reached.
  Directory::Handle last_;
  std::string last_name_;
  unsigned batches_ = 0;
};

}  // namespace tare
