#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "schedule.hpp"
#include "sizer.hpp"
#include "skipped_part.hpp"
#include "teller.hpp"
#include "tree_reader.hpp"
#include "waiting_share.hpp"

namespace tare {

/// Makes one collector for each reader, on the thread that calls TreeWalk::run.
using CollectorFactory = std::function<std::unique_ptr<Collector>()>;

/// What bounds a walk.
struct WalkLimits {
  std::size_t waiting = std::size_t{16} << 20;  ///< bytes of batches that wait to be told
  std::chrono::microseconds alone{1000};  ///< a tree that takes no longer is read by one thread
  std::size_t open_directories = 128;     ///< fewer where descriptors are scarce
  std::size_t tree_nodes = 0;             ///< of the tree of sizes that is wanted; 0: none
};

/// A walk by several threads. The calling one tells what all of them read, and reads itself while
/// nothing is ready; helpers join once the tree has turned out not to be small, and more of them
/// while the disk keeps them waiting.
class TreeWalk {
 public:
  /// `collect` may be empty. All stays alive while this does.
  TreeWalk(const Context& context, const WalkOptions& options, CollectorFactory collect = {},
           const WalkLimits& limits = {});
  TreeWalk(const TreeWalk&) = delete;
  TreeWalk& operator=(const TreeWalk&) = delete;
  ~TreeWalk();

  /// Has the excluded directory `name` sized by whoever has nothing else to do. For receivers.
  /// `parent` is the directory above it, where a tree of sizes is wanted.
  void size_later(std::string name, std::size_t place, const SizedDirectory* parent) {
    schedule_.add({std::move(name), place, parent});
  }
  /// For receivers that spend a while on one entry, at `place`: tells how many bytes there are by
  /// now.
  void show(std::string_view place, std::uint64_t bytes);
  /// Reads and tells everything, or until the receiver stops it. Rethrows what ended a reader or
  /// the receiver.
  void run(Receiver& receiver);
  /// What has been told so far.
  [[nodiscard]] WalkCount count() const noexcept {
    return {progress_.entries, directories_read_, missing_};
  }
  /// Waits for the sizes. To be called once, after run.
  [[nodiscard]] Sizes finish_sizes();

 private:
  using Clock = std::chrono::steady_clock;

  struct Worker {
    Worker(const ReadingPlan& plan, OpenDirectories& open, Schedule& schedule,
           const SkippedPart& skipped, WaitingShare& waiting, std::size_t memory,
           std::unique_ptr<Collector> collector, std::size_t tree_nodes)
        : reader(plan, open, schedule, skipped, waiting, memory, std::move(collector)),
          sizer(plan.context, tree_nodes) {}
    TreeReader reader;
    Sizer sizer;
  };

  void tell(Receiver& receiver);
  void size(Worker& worker, const Sizing& directory);
  [[nodiscard]] Worker& add_worker();
  void help(Worker& worker) noexcept;
  void consider_helpers();
  void add_helpers(std::size_t count);
  void stop_helpers() noexcept;
  void rethrow_failure();
  void pulse();

  const Context& context_;
  const WalkOptions& options_;
  const CollectorFactory collect_;
  const WalkLimits limits_;
  const unsigned processors_;
  std::size_t most_threads_;
  const ReadingPlan plan_;
  OpenDirectories open_;
  Schedule schedule_;
  SkippedPart skipped_;
  WaitingShare waiting_;
  std::vector<std::unique_ptr<Worker>> workers_;  // the first is the calling thread's
  std::vector<std::jthread> helpers_;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  Progress progress_;
  std::uint64_t directories_read_ = 0;
  std::uint64_t missing_ = 0;
  Clock::time_point begun_, checked_, shown_;
};

}  // namespace tare
