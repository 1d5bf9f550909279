#include "tree_walk.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "processor_count.hpp"
#include "signal_block.hpp"

namespace tare {
namespace {

constexpr std::size_t kMostThreads = 32;
constexpr std::size_t kOtherDescriptors = 16;  // streams, the context, an output and its directory
constexpr std::size_t kDescriptorsAThread = 4;

// What matching may keep. More threads than processors only wait for the disk, and need not be
// quick.
constexpr std::size_t kQuickThreads = 4;
constexpr std::size_t kLittleMemory = std::size_t{1} << 20;

constexpr std::chrono::milliseconds kTick{10};  // between looks at how the work is going
constexpr std::chrono::milliseconds kShowEvery{50};

std::size_t most_threads(unsigned asked_for, unsigned processors) {
  if (asked_for != 0) return asked_for;
  const std::size_t descriptors = os::descriptor_limit();
  const std::size_t room = descriptors < 2 * kOtherDescriptors
                               ? 1
                               : (descriptors - kOtherDescriptors) / (2 * kDescriptorsAThread);
  return std::clamp<std::size_t>(room, 1, std::max<std::size_t>(kMostThreads, processors));
}

std::size_t most_open_directories(std::size_t wanted, std::size_t threads) {
  const std::size_t taken = kOtherDescriptors + threads * kDescriptorsAThread;
  const std::size_t descriptors = os::descriptor_limit();
  const std::size_t left = descriptors > taken ? descriptors - taken : 0;
  return std::min(left / 2, wanted);
}

}  // namespace

TreeWalk::TreeWalk(const Context& context, const WalkOptions& options, CollectorFactory collect,
                   const WalkLimits& limits)
    : context_(context),
      options_(options),
      collect_(std::move(collect)),
      limits_(limits),
      processors_(processor_count()),
      most_threads_(most_threads(options.threads, processors_)),
      plan_(context, options),
      open_(context.descriptor(), most_open_directories(limits.open_directories, most_threads_)),
      schedule_(limits.waiting),
      begun_(Clock::now()),
      checked_(begun_),
      shown_(begun_) {
  workers_.reserve(most_threads_);
  static_cast<void>(add_worker());
}

TreeWalk::~TreeWalk() { stop_helpers(); }

void TreeWalk::stop_helpers() noexcept {
  schedule_.stop();
  helpers_.clear();  // joins
}

TreeWalk::Worker& TreeWalk::add_worker() {
  const std::size_t memory = workers_.size() < kQuickThreads ? Scan::kMemory : kLittleMemory;
  workers_.push_back(std::make_unique<Worker>(plan_, open_, schedule_, skipped_, waiting_, memory,
                                              collect_ ? collect_() : nullptr, limits_.tree_nodes));
  return *workers_.back();
}

void TreeWalk::run(Receiver& receiver) {
  try {
    tell(receiver);
  } catch (...) {
    stop_helpers();
    throw;
  }
}

void TreeWalk::tell(Receiver& receiver) {
  Teller teller(context_, options_, skipped_, receiver);
  Worker& own = *workers_.front();
  auto root = std::make_shared<Directory>("", Scan::State(), Scan::State());
  if (const auto error = root->open(open_, context_.descriptor(), ".")) {
    throw Error(Fault::input, context_.directory(), "cannot open the context", error);
  }
  schedule_.begin(std::move(root));
  Schedule::Claim claim;
  while (true) {
    while (const Batch* batch = schedule_.front()) {
      teller.tell(*batch);
      schedule_.pop();
      progress_.entries = teller.entries();
      directories_read_ = teller.directories_read();
      missing_ = teller.missing();
      if (teller.stopped()) return stop_helpers();
      show(teller.place(), receiver.bytes());
    }
    if (schedule_.told_all()) break;
    rethrow_failure();
    consider_helpers();
    pulse();
    if (claim && schedule_.must_hand_back(claim)) schedule_.hand_back(claim);
    if (claim || schedule_.try_next(claim)) {
      own.reader.fill_batch(claim);
    } else {
      schedule_.wait(kTick);
    }
  }
  receiver.end();
}

Sizes TreeWalk::finish_sizes() {
  progress_.stage = Progress::Stage::measuring;
  progress_.place = {};
  do {
    while (const std::optional<Sizing> sizing = schedule_.try_next_sizing()) {
      size(*workers_.front(), *sizing);
      consider_helpers();
      pulse();
    }
    rethrow_failure();
    pulse();
  } while (schedule_.wait_for_sizing(kTick));
  stop_helpers();
  rethrow_failure();
  Sizes total;
  for (const auto& worker : workers_) worker->sizer.hand_over(total);
  std::sort(total.diagnostics.begin(), total.diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return a.where < b.where; });
  return total;
}

void TreeWalk::size(Worker& worker, const Sizing& directory) {
  schedule_.sized(worker.sizer.size(directory));
}

// -- Helpers ---------------------------------------------------------------------------------

void TreeWalk::help(Worker& worker) noexcept {
  try {
    Schedule::Job job;
    while (schedule_.next(job)) {
      if (job.sizing) size(worker, *std::exchange(job.sizing, std::nullopt));
      while (job.claim && !schedule_.stopped()) {
        worker.reader.fill_batch(job.claim);
        if (job.claim && schedule_.must_hand_back(job.claim)) schedule_.hand_back(job.claim);
      }
    }
  } catch (...) {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::current_exception();
    schedule_.stop();
  }
}

void TreeWalk::rethrow_failure() {
  const std::lock_guard lock(failure_mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

void TreeWalk::consider_helpers() {
  if (workers_.size() >= most_threads_) return;
  const Clock::time_point now = Clock::now();
  if (helpers_.empty()) {
    if (now - begun_ < limits_.alone) return;
    const std::size_t wanted = options_.threads != 0 ? options_.threads : processors_;
    add_helpers(std::min(wanted, most_threads_) - 1);
  } else {
    if (now - checked_ < kTick) return;
    if (waiting_.take_whether_most() && schedule_.could_use_more_readers()) {
      add_helpers(std::min(workers_.size(), most_threads_ - workers_.size()));
    }
  }
  checked_ = now;
}

void TreeWalk::add_helpers(std::size_t count) {
  const SignalBlock block;
  for (std::size_t i = 0; i < count; ++i) {
    Worker& worker = add_worker();
    try {
      helpers_.emplace_back([this, &worker] { help(worker); });
    } catch (const std::system_error&) {
      most_threads_ = workers_.size();  // the system has no more; those that there are do the work
      return;
    }
  }
}

// -- Progress and cancelling -----------------------------------------------------------------

void TreeWalk::show(std::string_view place, std::uint64_t bytes) {
  progress_.place = place;
  progress_.bytes = bytes;
  pulse();
}

void TreeWalk::pulse() {
  if (options_.stop.stop_requested()) throw Cancelled();
  if (!options_.progress) return;
  const Clock::time_point now = Clock::now();
  if (now - shown_ < kShowEvery) return;
  options_.progress(progress_);
  shown_ = now;
}

}  // namespace tare
