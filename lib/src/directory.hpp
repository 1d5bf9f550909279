#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "os.hpp"
#include "tare/scan.hpp"

namespace tare {

/// Keeps the number of directories that stay open within a limit, however deep the tree.
class OpenDirectories {
 public:
  /// `root` stays open while this lives.
  explicit OpenDirectories(int root, std::size_t limit) : root_(root), limit_(limit) {}

  [[nodiscard]] int root() const noexcept { return root_; }
  [[nodiscard]] bool too_many() const noexcept {
    return count_.load(std::memory_order_relaxed) > limit_;
  }

 private:
  friend class OpenDirectory;
  int root_;
  std::size_t limit_;
  std::atomic<std::size_t> count_{0};
};

/// A directory as long as it is open.
class OpenDirectory {
 public:
  OpenDirectory(os::Descriptor descriptor, OpenDirectories& all)
      : descriptor_(std::move(descriptor)), all_(all) {
    all_.count_.fetch_add(1, std::memory_order_relaxed);
  }
  OpenDirectory(const OpenDirectory&) = delete;
  OpenDirectory& operator=(const OpenDirectory&) = delete;
  ~OpenDirectory() { all_.count_.fetch_sub(1, std::memory_order_relaxed); }

  [[nodiscard]] int get() const noexcept { return descriptor_.get(); }

 private:
  os::Descriptor descriptor_;
  OpenDirectories& all_;
};

/// A directory of the context that is being read, by several threads when it is long. While it
/// waits for its turn it may be closed, and is opened again by its name then, never through a link,
/// and refused when that leads to another directory than before.
class Directory {
 public:
  using Handle = std::shared_ptr<const OpenDirectory>;

  Directory(std::string its_name, const Scan::State& its_state, const Scan::State& its_asked)
      : name(std::move(its_name)), state(its_state), asked(its_asked) {}

  /// Opens it as `base` in the open directory `parent`; the context when there is no base.
  [[nodiscard]] std::error_code open(OpenDirectories& all, int parent, const char* base);
  /// The open directory. `neighbour`, which may be null, is an open directory named
  /// `neighbour_name`, and makes this quicker when it lies in this one.
  [[nodiscard]] std::error_code use(OpenDirectories& all, const Handle& neighbour,
                                    const std::string& neighbour_name, Handle& out);
  /// Nobody may use it for a while: closes it when too many are open.
  void rest(OpenDirectories& all);

  const std::string name;        ///< empty for the context
  const Scan::State state;       ///< of the directory, by the rules
  const Scan::State asked;       ///< the same by the narrowing of the context, if there is one
  bool left_out = false;         ///< it was entered for what may be included below
  bool for_build_files = false;  ///< and for build files only: nothing else comes back here
  bool mounted = false;          ///< something is mounted on it
  std::error_code error;         ///< why it could not be opened
  os::Listing names;             ///< once it has been read; does not change any more

 private:
  [[nodiscard]] std::error_code open_again(OpenDirectories& all, const Handle& neighbour,
                                           const std::string& neighbour_name);

  std::mutex mutex_;
  Handle handle_;
  FileId id_;  // since it was closed
};

}  // namespace tare
