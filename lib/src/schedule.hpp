#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "batch.hpp"
#include "directory.hpp"

namespace tare {

struct SizedDirectory;

/// A piece of reading: entries of one directory, and the batch that they go into.
struct Reading {
  static constexpr std::size_t kUnknown = SIZE_MAX;

  std::shared_ptr<Directory> directory;
  Batch* batch = nullptr;
  std::size_t next = kUnknown;  ///< the entry to read next; unknown before the directory is listed
  std::size_t end = kUnknown;   ///< behind the last one; unknown before the piece has been cut off
  bool leaves = false;          ///< the directory's `leave` comes behind it
};

/// An excluded directory that is to be sized, whenever somebody has nothing better to do.
struct Sizing {
  std::string name;
  std::size_t place = 0;
  const SizedDirectory* parent = nullptr;  ///< where a tree of sizes is wanted
};

/// Who reads what next, and in which order it is told.
///
/// Batches form a list in the order of the tree, which grows in the middle: whoever fills one may
/// put new ones behind it. The thread that tells takes them from the front. Readings that wait
/// stand in the same order, and a reader always takes the first. When too much waits to be told,
/// readers hand back what they have and only the reading that fills the front goes on: it is being
/// read, or it is the first that waits, so the front is always served.
class Schedule {
 public:
  /// `limit`: the weight of batches that may wait to be told, in bytes.
  explicit Schedule(std::size_t limit) : limit_(limit) {}
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  // -- Readers, on any thread ------------------------------------------------------------------

  /// A reading that somebody has taken. Keeps its place in the order until it is finished.
  class Claim {
   public:
    [[nodiscard]] explicit operator bool() const noexcept { return reading.batch != nullptr; }
    Reading reading;

   private:
    friend class Schedule;
    std::list<std::optional<Reading>>::iterator at_;
  };

  /// What a helper is to do next.
  struct Job {
    Claim claim;
    std::optional<Sizing> sizing;
  };

  /// Waits for a job; false once the work has been stopped.
  [[nodiscard]] bool next(Job& job);
  /// The first reading that waits and may be begun, if there is one.
  [[nodiscard]] bool try_next(Claim& claim);
  /// Puts a new batch behind `batch`.
  [[nodiscard]] Batch& add_behind(Batch& batch);
  /// Lets anyone read `rest`, into a new batch behind that of `claim`.
  void leave_rest(const Claim& claim, Reading rest);
  /// To be asked before a claim goes on with a new batch: whether it has to be handed back.
  [[nodiscard]] bool must_hand_back(const Claim& claim);
  void hand_back(Claim& claim);
  void finish(Claim& claim);
  /// `batch` is complete.
  void publish(Batch& batch);

  void add(Sizing sizing);
  [[nodiscard]] std::optional<Sizing> try_next_sizing();
  /// The directory taken by next or try_next_sizing is done.
  void sized(std::vector<Sizing> below);

  /// Ends all waiting for good; what is not done stays undone.
  void stop() noexcept;
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

  // -- The one thread that tells ---------------------------------------------------------------

  /// Begins with `root`. Call once, before any reader starts.
  void begin(std::shared_ptr<Directory> root);
  /// The batch to be told next; null while it is being read.
  [[nodiscard]] Batch* front() noexcept;
  /// The front has been told.
  void pop();
  /// Everything has been told.
  [[nodiscard]] bool told_all() const noexcept { return front_ == nullptr; }
  /// Waits until the front is ready or a reading can be begun, at most `limit`.
  void wait(std::chrono::milliseconds limit);
  /// Waits for a sizing that can be taken, at most `limit`; false when all is done.
  [[nodiscard]] bool wait_for_sizing(std::chrono::milliseconds limit);

  /// Whether more readers would find something to do.
  [[nodiscard]] bool could_use_more_readers();

 private:
  using Readings = std::list<std::optional<Reading>>;  // nothing: claimed

  [[nodiscard]] bool crowded() noexcept;
  [[nodiscard]] bool take(Claim& claim);
  [[nodiscard]] bool take_sizing(std::optional<Sizing>& sizing);
  void wake_one();
  void wake_all();

  const std::size_t limit_;
  std::atomic<std::size_t> waiting_weight_{0};
  std::atomic<Batch*> front_{nullptr};
  std::atomic<bool> teller_waits_{false};

  std::mutex mutex_;
  std::condition_variable for_readers_;
  std::condition_variable for_teller_;
  Readings readings_;  // in the order of the tree
  std::vector<Sizing> sizings_;
  std::size_t sizings_in_work_ = 0;
  std::size_t idle_ = 0;        // readers that wait
  std::size_t wake_count_ = 0;  // changes whenever a waiting reader should look again
  bool crowded_ = false;
  std::atomic<bool> stopped_{false};

  std::mutex batches_mutex_;
  std::vector<std::unique_ptr<Batch>> batches_;
  std::vector<Batch*> free_;
};

}  // namespace tare
