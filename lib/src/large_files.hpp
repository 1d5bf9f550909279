#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "file_hash.hpp"
#include "os.hpp"

namespace tare {

/// Hashes files that take long beside the walk, so that neither a directory of a few nor one at the
/// end of the tree leaves processors without work.
class LargeFiles {
 public:
  struct Task {
    os::Descriptor file;
    FileStamp stamp;
    std::int64_t clock = 0;
    HashedFile result;
    bool done = false;  // under the mutex
  };
  /// Is told bytes while somebody waits; may throw.
  using Show = std::function<void(std::uint64_t bytes)>;

  /// At most `threads` threads beside those that wait.
  explicit LargeFiles(unsigned threads) : threads_(threads) {}
  LargeFiles(const LargeFiles&) = delete;
  LargeFiles& operator=(const LargeFiles&) = delete;
  /// Leaves undone what is.
  ~LargeFiles();

  /// Takes over a file; nothing, and `file` stays, when there are as many as may be open. From any
  /// thread.
  [[nodiscard]] std::shared_ptr<Task> add(os::Descriptor& file, const FileStamp& stamp,
                                          std::int64_t clock);
  /// Waits for `task`, or does it.
  void finish(const std::shared_ptr<Task>& task, FileHasher& hasher, const Show& show);

 private:
  void start_helper();
  void work();
  void run(Task& task, FileHasher& hasher, const FileHasher::Going& going);

  std::mutex mutex_;
  unsigned threads_;  // under the mutex
  std::condition_variable added_, done_;
  std::deque<std::shared_ptr<Task>> waiting_;
  std::size_t open_ = 0;
  std::atomic<bool> stopped_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace tare
