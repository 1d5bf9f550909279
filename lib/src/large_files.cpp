#include "large_files.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "signal_block.hpp"

namespace tare {
namespace {

// Each holds a descriptor, and a walk needs some, too.
constexpr std::size_t kMostOpen = 64;
constexpr std::chrono::milliseconds kProgressEvery{50};

std::size_t most_open() {
  static const std::size_t kMost = std::min(kMostOpen, os::descriptor_limit() / 8);
  return kMost;
}

}  // namespace

LargeFiles::~LargeFiles() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  added_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

std::shared_ptr<LargeFiles::Task> LargeFiles::add(os::Descriptor& file, const FileStamp& stamp,
                                                  std::int64_t clock) {
  auto task = std::make_shared<Task>();
  task->stamp = stamp;
  task->clock = clock;
  const std::lock_guard lock(mutex_);
  if (open_ >= most_open()) return nullptr;
  if (helpers_.size() < threads_) start_helper();
  ++open_;
  task->file = std::move(file);
  waiting_.push_back(task);
  added_.notify_one();
  return task;
}

void LargeFiles::start_helper() {
  const SignalBlock block;
  try {
    helpers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {  // the system has no more; who waits does the work
    threads_ = static_cast<unsigned>(helpers_.size());
  }
}

void LargeFiles::finish(const std::shared_ptr<Task>& task, FileHasher& hasher, const Show& show) {
  std::unique_lock lock(mutex_);
  const auto found = std::find(waiting_.begin(), waiting_.end(), task);
  if (found != waiting_.end()) {
    waiting_.erase(found);
    lock.unlock();
    run(*task, hasher, [&](std::size_t bytes) {
      show(bytes);
      return true;
    });
    return;
  }
  while (!task->done) {
    if (done_.wait_for(lock, kProgressEvery, [&] { return task->done; })) break;
    lock.unlock();
    show(0);
    lock.lock();
  }
}

void LargeFiles::run(Task& task, FileHasher& hasher, const FileHasher::Going& going) {
  hasher.hash(task.file.get(), task.stamp, task.clock, task.result, going);
  task.file.reset();
  {
    const std::lock_guard lock(mutex_);
    task.done = true;
    --open_;
  }
  done_.notify_all();
}

void LargeFiles::work() {
  FileHasher hasher;
  for (;;) {
    std::unique_lock lock(mutex_);
    added_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
    if (stopped_) return;
    const std::shared_ptr<Task> task = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    run(*task, hasher, [&](std::size_t) { return !stopped_; });
  }
}

}  // namespace tare
