#include "measure.hpp"

#include <algorithm>
#include <map>

namespace tare {

// Sizes single directories; one for each thread, so that nothing is shared but the queue.
class Measure::Worker {
 public:
  explicit Worker(const Context& context) : context_(context) {}

  // Returns the directories in `directory`.
  std::vector<Directory> measure(const Directory& directory) {
    std::vector<Directory> below;
    os::Descriptor opened;
    os::Listing names;
    std::error_code error = os::open_directory_below(context_.descriptor(), directory.name, opened);
    if (!error) error = os::list(opened.get(), names);
    if (error) warn(directory, error);
    Tally& tally = tallies_[directory.place];
    for (std::size_t i = 0; i < names.size(); ++i) {
      add(directory, opened.get(), names, i, tally, below);
    }
    return below;
  }

  void hand_over(Measured& total) {
    total.tallies.insert(total.tallies.end(), tallies_.begin(), tallies_.end());
    const auto append = [](auto& to, auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(total.linked, found_.linked);
    append(total.incomplete, found_.incomplete);
    append(total.diagnostics, found_.diagnostics);
  }

 private:
  void add(const Directory& directory, int opened, const os::Listing& names, std::size_t i,
           Tally& tally, std::vector<Directory>& below) {
    const char* base = names.name(i);
    FileStatus status;
    // Only regular files have bytes; the kind of the others mostly comes with the name.
    if (!names.kind(i, status.kind) || status.kind == Kind::file) {
      if (const auto error = os::status(opened, base, status)) {
        const bool gone = error == std::errc::no_such_file_or_directory;
        if (!gone) warn({directory.name + '/' + base, directory.place}, error);
        return;
      }
    }
    if (status.kind == Kind::directory) {
      below.push_back({directory.name + '/' + base, directory.place});
    } else if (status.kind == Kind::file && status.links > 1) {
      found_.linked.push_back({directory.place, status.id, status.size});
      status.size = 0;
    }
    tally.add(status);
  }

  void warn(const Directory& where, std::error_code error) {
    found_.incomplete.push_back(where.place);
    found_.diagnostics.push_back({Diagnostic::Severity::warning, context_.path_of(where.name),
                                  "cannot be measured; the excluded bytes are a lower bound",
                                  error});
  }

  const Context& context_;
  std::map<std::size_t, Tally> tallies_;
  Measured found_;
};

Measure::Measure(const Context& context, unsigned threads)
    : context_(context), helpers_wanted_(threads - 1) {}

Measure::~Measure() { stop(); }

void Measure::add(std::string name, std::size_t place) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(name), place});
  }
  changed_.notify_one();
  if (helpers_.empty()) start_helpers();
}

void Measure::start_helpers() {
  for (unsigned i = 0; i < helpers_wanted_; ++i) {
    helpers_.emplace_back([this] { run(true); });
  }
}

Measured Measure::finish() {
  {
    const std::lock_guard lock(mutex_);
    no_more_ = true;
  }
  changed_.notify_all();
  run(false);
  helpers_.clear();  // joins
  if (failure_) std::rethrow_exception(failure_);
  std::sort(total_.diagnostics.begin(), total_.diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return a.where < b.where; });
  return std::move(total_);
}

void Measure::run(bool helper) {
  Worker worker(context_);
  std::unique_lock lock(mutex_);
  try {
    while (true) {
      const bool waiting_makes_sense = in_work_ > 0 || (helper && !no_more_);
      if (stopped_ || failure_) break;
      if (queue_.empty()) {
        if (!waiting_makes_sense) break;
        changed_.wait(lock);
        continue;
      }
      const Directory directory = std::move(queue_.back());
      queue_.pop_back();
      ++in_work_;
      lock.unlock();
      std::vector<Directory> below = worker.measure(directory);
      lock.lock();
      --in_work_;
      std::move(below.begin(), below.end(), std::back_inserter(queue_));
      changed_.notify_all();
    }
    worker.hand_over(total_);
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    if (!failure_) failure_ = std::current_exception();
    changed_.notify_all();
  }
}

void Measure::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

}  // namespace tare
