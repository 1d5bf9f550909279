#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "values.hpp"

namespace tare_node {

/// An entry of a walk, kept.
struct Told {
  std::string name;
  tare_kind kind;
  bool included;
  bool excluded;
  std::size_t line;
  std::string rule;
  std::size_t reach;
  std::uint64_t size;
  std::uint32_t mode;
  std::int64_t mtime;
};

/// What goes from the thread that works to JavaScript at once: a block of an archive, or entries.
struct Parcel {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  std::vector<Told> entries;
};

struct Progress {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  std::string name;
};

/// What has come of the work: a text (a report's JSON, a digest), a failure, or both.
struct Outcome {
  std::string text;
  std::optional<Failure> failure;
};

/// Between the thread that works and that of JavaScript. Bounded: who puts parcels into it waits
/// until there is room.
class Mailbox {
 public:
  /// Parcels that may lie in it.
  static constexpr std::size_t kRoom = 4;

  /// `wake` is to have the thread of JavaScript look into it; called by the one that works.
  explicit Mailbox(void (*wake)(void*), void* data) : wake_(wake), data_(data) {}

  // For the thread that works. What it is told is TARE_GO_ON, TARE_SKIP or TARE_STOP.
  int put(Parcel parcel);
  int ask(const char* name);
  int tell(const char* message);
  int tell(std::uint64_t entries, std::uint64_t bytes, const char* name);
  [[nodiscard]] bool stopped();
  void finish(Outcome outcome);

  // For that of JavaScript.
  std::optional<Parcel> take();
  std::vector<std::string> take_messages();
  std::optional<Progress> take_progress();
  std::optional<std::string> question();
  void answer(int answer);
  /// The thread that works is told to stop as soon as it asks, tells or puts anything.
  void stop();
  /// Null while there is none; once there is one, nothing else is put in.
  [[nodiscard]] const Outcome* outcome();
  /// It is about to look into all of this: what is put in from now on wakes it again.
  void seen();

 private:
  int wake_unless_stopped();

  void (*wake_)(void*);
  void* data_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Parcel> parcels_;
  std::vector<std::string> messages_;
  std::optional<Progress> progress_;
  std::optional<std::string> question_;
  std::optional<int> answer_;
  std::optional<Outcome> outcome_;
  bool stopped_ = false;
  bool woken_ = false;
};

}  // namespace tare_node
