#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "secrets.hpp"

namespace tare {

/// A file that may be a secret.
struct Candidate {
  std::string name;
  const SecretLine* line = nullptr;  ///< that matches it; null: any file of a fitting size
  std::uint64_t size = 0;
  bool sample = false;      ///< in a place for tests or examples
  std::uint64_t order = 0;  ///< in the walk
};

struct Secret {
  Candidate file;
  std::string_view what;  ///< "a private key"
};

/// A file that could not be read.
struct Unread {
  Candidate file;
  std::error_code reason;
};

/// Reads the beginning of files and picks the secrets among them, on a few threads beside the one
/// that hands them in. Keeps a bounded number of files waiting.
class SecretSearch {
 public:
  /// Files of these sizes are worth a look without a telling name.
  static constexpr std::uint64_t kSmallest = 100;
  static constexpr std::uint64_t kLargest = 32 << 10;
  static constexpr std::size_t kMostKept = 200;

  struct Result {
    std::vector<Secret> secrets;  ///< the most important `kMostKept`, in the order of the walk
    std::uint64_t more = 0;       ///< secrets besides
    std::vector<Unread> unread;   ///< at most `kMostKept`
    std::uint64_t more_unread = 0;
  };

  /// `root` is an open directory that stays open. `threads` as in WalkOptions.
  SecretSearch(int root, unsigned threads);
  SecretSearch(const SecretSearch&) = delete;
  SecretSearch& operator=(const SecretSearch&) = delete;
  ~SecretSearch();

  void add(Candidate candidate);
  /// What was found. To be called once.
  [[nodiscard]] Result finish();

 private:
  using Batch = std::vector<Candidate>;
  class Reader;

  void hand_over();
  // To the helpers; false when too much waits for them already.
  bool leave(Batch& batch);
  void start_helper();
  void help();
  void work_on(Reader& reader, const Batch& batch);
  void keep(std::vector<Secret>&& found, std::vector<Unread>&& unread);
  void stop();

  int root_;
  unsigned most_helpers_;
  Batch batch_;  // that is being filled
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Batch> waiting_;
  bool complete_ = false;
  std::exception_ptr failure_;
  Result result_;
  std::vector<std::thread> helpers_;
};

}  // namespace tare
