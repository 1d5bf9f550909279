#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "os.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"
#include "tare/report.hpp"

namespace tare {

/// A regular file with several names. Which of them counts is decided when all are known, so that
/// the answer does not depend on the scheduling.
struct LinkedFile {
  std::size_t place = 0;
  FileId id;
  std::uint64_t bytes = 0;
};

/// What is below the excluded directories of each place, the directories themselves not included.
struct Measured {
  std::vector<std::pair<std::size_t, Tally>> tallies;  ///< (place, part of its tally)
  std::vector<LinkedFile> linked;                      ///< counted as files, not yet in bytes
  std::vector<std::size_t> incomplete;                 ///< places with something unreadable
  std::vector<Diagnostic> diagnostics;                 ///< one for each of those, sorted by path
};

/// Sizes excluded directories beside the thread that walks.
///
/// Helper threads start with the first directory. `finish` lets the calling thread help until
/// nothing is left.
class Measure {
 public:
  /// `root` stays open while this lives; `threads` counts the calling thread.
  Measure(const Context& context, unsigned threads);
  Measure(const Measure&) = delete;
  Measure& operator=(const Measure&) = delete;
  ~Measure();

  /// Queues the directory `name`.
  void add(std::string name, std::size_t place);
  /// Waits for everything that was queued. Rethrows what ended a helper.
  [[nodiscard]] Measured finish();

 private:
  struct Directory {
    std::string name;
    std::size_t place = 0;
  };
  class Worker;

  void run(bool helper);
  void start_helpers();
  void stop() noexcept;

  const Context& context_;
  const unsigned helpers_wanted_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Directory> queue_;  // the last one is next, so that it stays short
  std::size_t in_work_ = 0;
  bool no_more_ = false;  // finish was called
  bool stopped_ = false;
  std::exception_ptr failure_;
  Measured total_;
  std::vector<std::jthread> helpers_;
};

}  // namespace tare
