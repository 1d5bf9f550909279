#pragma once

#include <optional>
#include <string>
#include <vector>

#include "batch.hpp"
#include "skipped_part.hpp"
#include "tare/context.hpp"
#include "tare/walk.hpp"

namespace tare {

/// What a walk tells, in order, on one thread: a visitor that also gets what collectors added.
class Receiver {
 public:
  Receiver() = default;
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  virtual ~Receiver() = default;

  /// `parcel` is the event's index in the cargo; a parent that is listed for something below has
  /// none.
  virtual void include(const Entry& entry, Cargo* cargo, std::uint32_t parcel) = 0;
  virtual void exclude(const Entry& entry, Visitor::Extent extent) = 0;
  virtual void pass_over(const Entry& entry, Visitor::Extent extent) = 0;
  virtual void diagnose(const Diagnostic& diagnostic) = 0;
  /// What follows behind the entry that was included last.
  [[nodiscard]] virtual Visitor::Next next() const { return Visitor::Next::go_on; }
  /// Everything has been told.
  virtual void end() {}
  /// What counts as bytes of progress.
  [[nodiscard]] virtual std::uint64_t bytes() const { return 0; }
};

/// Turns the events of batches, taken in the order of the tree, into calls of a receiver.
///
/// A directory that is left out but was entered is told late: just before its first included
/// descendant (BuildKit), or as left out when it is left.
class Teller {
 public:
  /// All stays alive while this does.
  Teller(const Context& context, const WalkOptions& options, SkippedPart& skipped,
         Receiver& receiver)
      : context_(context), options_(options), skipped_(skipped), receiver_(receiver) {}

  /// Throws Error for a failure among the events.
  void tell(const Batch& batch);
  /// The receiver does not want to hear more.
  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

  [[nodiscard]] std::uint64_t entries() const noexcept { return entries_; }
  [[nodiscard]] std::uint64_t directories_read() const noexcept { return directories_read_; }
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  [[nodiscard]] const std::string& place() const noexcept { return place_; }

 private:
  // A directory that is left out, was entered and not left yet.
  struct Level {
    std::string name;
    Verdict verdict;
    bool needed = true;
    std::optional<FileStatus> status;
    bool holds_included = false;
  };

  void tell(const Batch& batch, const Event& event);
  void pass(const Event& event);
  void include(const Batch& batch, const Event& event);
  [[nodiscard]] bool include(const Entry& entry, Cargo* cargo, std::uint32_t parcel);
  [[nodiscard]] bool is_chosen(const Entry& entry);
  [[nodiscard]] bool is_wanted(const Batch& batch, const Event& event);
  void leave_out(const Entry& entry, Visitor::Extent extent);
  [[nodiscard]] bool announce_parents();
  void leave();
  void skip_unreadable(std::error_code error);
  void diagnose(const Batch& batch, const Event& event);
  [[nodiscard]] static Entry entry_of(const Batch& batch, const Event& event);
  [[nodiscard]] static Entry entry_of(const Level& level);

  const Context& context_;
  const WalkOptions& options_;
  SkippedPart& skipped_;
  Receiver& receiver_;
  std::vector<Level> entered_;
  std::uint64_t entries_ = 0;
  std::uint64_t directories_read_ = 0;
  std::uint64_t missing_ = 0;
  bool stopped_ = false;
  std::string place_;  // the last name of the last batch
};

}  // namespace tare
