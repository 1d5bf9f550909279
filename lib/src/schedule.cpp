#include "schedule.hpp"

#include <utility>

namespace tare {

// -- Batches ---------------------------------------------------------------------------------

Batch& Schedule::add_behind(Batch& batch) {
  const std::lock_guard lock(batches_mutex_);
  Batch* fresh = nullptr;
  if (free_.empty()) {
    fresh = batches_.emplace_back(std::make_unique<Batch>()).get();
  } else {
    fresh = free_.back();
    free_.pop_back();
  }
  fresh->next = batch.next;
  batch.next = fresh;
  return *fresh;
}

void Schedule::publish(Batch& batch) {
  batch.weight = batch.size();
  waiting_weight_.fetch_add(batch.weight, std::memory_order_relaxed);
  batch.ready.store(true);
  // From here on the batch may be told and used again; what follows compares the pointer only.
  // Either this sees that the teller waits, or the teller sees that the batch is ready.
  if (!teller_waits_.load() || front_.load() != &batch) return;
  const std::lock_guard lock(mutex_);
  for_teller_.notify_one();
}

Batch* Schedule::front() noexcept {
  Batch* const batch = front_.load(std::memory_order_relaxed);
  return batch != nullptr && batch->ready.load() ? batch : nullptr;
}

void Schedule::pop() {
  Batch* const batch = front_.load(std::memory_order_relaxed);
  const std::size_t weight = batch->weight;
  front_.store(batch->next);
  batch->clear();
  {
    const std::lock_guard lock(batches_mutex_);
    free_.push_back(batch);
  }
  const std::size_t before = waiting_weight_.fetch_sub(weight, std::memory_order_relaxed);
  const bool relieved = before >= limit_ / 2 && before - weight < limit_ / 2;
  if (!relieved) return;
  const std::lock_guard lock(mutex_);
  wake_all();
}

// -- Readings --------------------------------------------------------------------------------

void Schedule::begin(std::shared_ptr<Directory> root) {
  Batch& batch = *batches_.emplace_back(std::make_unique<Batch>());
  front_.store(&batch);
  Reading whole;
  whole.directory = std::move(root);
  whole.batch = &batch;
  readings_.emplace_back(std::move(whole));
}

// Crowded from the limit on until half of it is free again, so that readers do not stop and go.
bool Schedule::crowded() noexcept {
  const std::size_t weight = waiting_weight_.load(std::memory_order_relaxed);
  if (weight > limit_) crowded_ = true;
  if (weight < limit_ / 2) crowded_ = false;
  return crowded_;
}

bool Schedule::take(Claim& claim) {
  // At most one claimed reading a thread is passed over.
  for (auto at = readings_.begin(); at != readings_.end(); ++at) {
    if (!*at) continue;
    if (crowded() && (*at)->batch != front_.load()) return false;
    claim.reading = *std::exchange(*at, std::nullopt);
    claim.at_ = at;
    return true;
  }
  return false;
}

bool Schedule::try_next(Claim& claim) {
  const std::lock_guard lock(mutex_);
  return take(claim);
}

void Schedule::leave_rest(const Claim& claim, Reading rest) {
  rest.batch = &add_behind(*claim.reading.batch);
  const std::lock_guard lock(mutex_);
  readings_.emplace(std::next(claim.at_), std::move(rest));
  wake_one();
}

bool Schedule::must_hand_back(const Claim& claim) {
  if (waiting_weight_.load(std::memory_order_relaxed) < limit_ / 2) return false;
  const std::lock_guard lock(mutex_);
  return crowded() && claim.reading.batch != front_.load();
}

void Schedule::hand_back(Claim& claim) {
  const std::lock_guard lock(mutex_);
  *claim.at_ = std::exchange(claim.reading, {});
  wake_one();
}

void Schedule::finish(Claim& claim) {
  claim.reading = {};
  const std::lock_guard lock(mutex_);
  readings_.erase(claim.at_);
}

void Schedule::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  teller_waits_.store(true);
  const auto can_go_on = [this] {
    if (stopped_ || front() != nullptr) return true;
    for (const std::optional<Reading>& reading : readings_) {
      if (reading) return !crowded() || reading->batch == front_.load();
    }
    return false;
  };
  for_teller_.wait_for(lock, limit, can_go_on);
  teller_waits_.store(false);
}

// -- Helpers ---------------------------------------------------------------------------------

bool Schedule::next(Job& job) {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (take(job.claim) || take_sizing(job.sizing)) return true;
    const std::size_t seen = wake_count_;
    ++idle_;
    for_readers_.wait(lock, [&] { return wake_count_ != seen || stopped_; });
    --idle_;
  }
  return false;
}

void Schedule::wake_one() {
  ++wake_count_;
  if (idle_ != 0) {
    for_readers_.notify_one();
  } else if (teller_waits_.load()) {
    for_teller_.notify_one();
  }
}

void Schedule::wake_all() {
  ++wake_count_;
  for_readers_.notify_all();
  for_teller_.notify_one();
}

void Schedule::stop() noexcept {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  wake_all();
}

bool Schedule::could_use_more_readers() {
  const std::lock_guard lock(mutex_);
  return idle_ == 0 && waiting_weight_.load(std::memory_order_relaxed) < limit_ / 2;
}

// -- Sizings ---------------------------------------------------------------------------------

bool Schedule::take_sizing(std::optional<Sizing>& sizing) {
  if (sizings_.empty()) return false;
  // The last one first, so that few wait.
  sizing = std::move(sizings_.back());
  sizings_.pop_back();
  ++sizings_in_work_;
  return true;
}

void Schedule::add(Sizing sizing) {
  const std::lock_guard lock(mutex_);
  sizings_.push_back(std::move(sizing));
  wake_one();
}

std::optional<Sizing> Schedule::try_next_sizing() {
  std::optional<Sizing> sizing;
  const std::lock_guard lock(mutex_);
  static_cast<void>(take_sizing(sizing));
  return sizing;
}

void Schedule::sized(std::vector<Sizing> below) {
  const std::lock_guard lock(mutex_);
  --sizings_in_work_;
  std::move(below.begin(), below.end(), std::back_inserter(sizings_));
  if (below.size() > 1 || (sizings_.empty() && sizings_in_work_ == 0)) {
    wake_all();
  } else if (!below.empty()) {
    wake_one();
  }
}

bool Schedule::wait_for_sizing(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto done = [this] { return sizings_.empty() && sizings_in_work_ == 0; };
  teller_waits_.store(true);
  for_teller_.wait_for(lock, limit, [&] { return stopped_ || done() || !sizings_.empty(); });
  teller_waits_.store(false);
  return !done();
}

}  // namespace tare
