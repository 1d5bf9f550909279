#include "mailbox.hpp"

#include <utility>

namespace tare_node {

// With the mutex held.
int Mailbox::wake_unless_stopped() {
  if (stopped_) return TARE_STOP;
  if (!woken_) wake_(data_);
  woken_ = true;
  return TARE_GO_ON;
}

int Mailbox::put(Parcel parcel) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped_ || parcels_.size() < kRoom; });
  if (!stopped_) parcels_.push_back(std::move(parcel));
  return wake_unless_stopped();
}

int Mailbox::ask(const char* name) {
  std::unique_lock lock(mutex_);
  question_ = name;
  answer_.reset();
  changed_.notify_all();
  wake_unless_stopped();
  changed_.wait(lock, [&] { return stopped_ || answer_; });
  question_.reset();
  return stopped_ ? TARE_STOP : *answer_;
}

int Mailbox::tell(const char* message) {
  const std::lock_guard lock(mutex_);
  messages_.emplace_back(message);
  return wake_unless_stopped();
}

int Mailbox::tell(std::uint64_t entries, std::uint64_t bytes, const char* name) {
  const std::lock_guard lock(mutex_);
  progress_ = Progress{entries, bytes, name};
  return wake_unless_stopped();
}

bool Mailbox::stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

void Mailbox::finish(Outcome outcome) {
  const std::lock_guard lock(mutex_);
  outcome_ = std::move(outcome);
  changed_.notify_all();
  if (!woken_) wake_(data_);
  woken_ = true;
}

std::optional<Parcel> Mailbox::take() {
  const std::lock_guard lock(mutex_);
  if (parcels_.empty()) return std::nullopt;
  Parcel parcel = std::move(parcels_.front());
  parcels_.pop_front();
  changed_.notify_all();
  return parcel;
}

std::vector<std::string> Mailbox::take_messages() {
  const std::lock_guard lock(mutex_);
  return std::exchange(messages_, {});
}

std::optional<Progress> Mailbox::take_progress() {
  const std::lock_guard lock(mutex_);
  return std::exchange(progress_, std::nullopt);
}

std::optional<std::string> Mailbox::question() {
  const std::lock_guard lock(mutex_);
  return answer_ ? std::nullopt : question_;
}

void Mailbox::answer(int answer) {
  const std::lock_guard lock(mutex_);
  answer_ = answer;
  changed_.notify_all();
}

void Mailbox::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  parcels_.clear();
  changed_.notify_all();
}

const Outcome* Mailbox::outcome() {
  const std::lock_guard lock(mutex_);
  return outcome_ && parcels_.empty() ? &*outcome_ : nullptr;
}

void Mailbox::seen() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
}

}  // namespace tare_node
