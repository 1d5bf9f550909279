#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>

namespace tare {

/// The directory of which nothing more is to be told, if there is one. Set by the thread that
/// tells, which has come to it; asked by readers, which need not read what is in there.
class SkippedPart {
 public:
  void set(std::string_view directory) {
    const std::lock_guard lock(mutex_);
    directory_ = directory;
    any_.store(true, std::memory_order_relaxed);
  }

  void clear() noexcept { any_.store(false, std::memory_order_relaxed); }

  /// Whether `name` is that directory or lies in it. On any thread.
  [[nodiscard]] bool holds(std::string_view name) const {
    if (!any_.load(std::memory_order_relaxed)) return false;
    const std::lock_guard lock(mutex_);
    return name.starts_with(directory_) &&
           (name.size() == directory_.size() || name[directory_.size()] == '/');
  }

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::string directory_;
};

}  // namespace tare
