#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tare/file_status.hpp"
#include "tare/matcher.hpp"

namespace tare {

/// Something that a reader met. Readers work on many directories at once; what they met is told
/// later, in the order of the tree.
struct Event {
  enum class Type : std::uint8_t {
    include,
    build_file,  ///< excluded, and included all the same
    exclude,     ///< left out, and nothing below it is looked at
    enter,       ///< a directory that is left out, of which the content follows, then `leave`
    status,      ///< of the directory entered last
    unreadable,  ///< in place of the content and of `leave`
    leave,
    note,
    warning,
    missing,  ///< in place of an entry, or of what remains of a directory, that cannot be read
    failure,  ///< the end: nothing behind it is told
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;

  Type type = Type::include;
  bool needed = true;
  bool of_entry = false;  ///< of one that was met, and not of the directory that is being read
  Kind kind = Kind::file;
  std::uint32_t name_begin = 0;
  std::uint32_t name_size = 0;
  std::uint32_t status = kNone;   ///< index in Batch::statuses
  std::uint32_t trouble = kNone;  ///< index in Batch::troubles
  std::uint32_t parcel = kNone;   ///< index of what the collector has added in Batch::cargo
  Verdict verdict;
};

/// The reason of a note, a warning or a failure.
struct Trouble {
  const char* message = "";
  std::error_code error;
};

/// What a collector adds to a batch; pack's is bytes of the archive.
class Cargo {
 public:
  Cargo() = default;
  Cargo(const Cargo&) = delete;
  Cargo& operator=(const Cargo&) = delete;
  virtual ~Cargo() = default;

  virtual void clear() = 0;
  /// Bytes of memory that it holds on to.
  [[nodiscard]] virtual std::size_t size() const = 0;
};

/// A run of events. Belongs to one reader until it is published, and then to the teller.
struct Batch {
  std::vector<Event> events;
  std::string names;
  std::vector<FileStatus> statuses;
  std::vector<Trouble> troubles;
  std::unique_ptr<Cargo> cargo;

  Batch* next = nullptr;  ///< in the order of the tree
  std::atomic<bool> ready{false};
  std::uint32_t directories_read = 0;
  std::size_t weight = 0;  ///< its size when it was published

  /// Adds an event about `base` in `directory`, whose name is empty for the context.
  Event& add(std::string_view directory, std::string_view base) {
    Event& event = events.emplace_back();
    event.name_begin = static_cast<std::uint32_t>(names.size());
    names += directory;
    if (!directory.empty() && !base.empty()) names += '/';
    names += base;
    event.name_size = static_cast<std::uint32_t>(names.size()) - event.name_begin;
    return event;
  }

  [[nodiscard]] std::string_view name(const Event& event) const {
    return std::string_view(names).substr(event.name_begin, event.name_size);
  }

  /// Whether `status` is of what the event tells. The directory names the kind of what is mounted
  /// over, so that a file may turn out to be a device: the event becomes one.
  static bool agrees(Event& event, const FileStatus& status) {
    if (event.kind == Kind::file && is_device(status.kind)) event.kind = status.kind;
    return event.kind == status.kind;
  }

  void set_status(Event& event, const FileStatus& status) {
    event.status = static_cast<std::uint32_t>(statuses.size());
    statuses.push_back(status);
  }

  void set_trouble(Event& event, const char* message, std::error_code error = {}) {
    event.trouble = static_cast<std::uint32_t>(troubles.size());
    troubles.push_back({message, error});
  }

  void fail(Event& event, const char* message, std::error_code error = {}) {
    event.type = Event::Type::failure;
    set_trouble(event, message, error);
  }

  /// The same for a file that is to be read.
  void fail_to_open(Event& event, std::error_code error) {
    const bool denied = error == std::errc::permission_denied;
    fail(event, denied ? "cannot open; make it readable, or exclude it" : "cannot open", error);
  }

  [[nodiscard]] const FileStatus* status(const Event& event) const {
    return event.status == Event::kNone ? nullptr : &statuses[event.status];
  }

  [[nodiscard]] Trouble trouble(const Event& event) const {
    return event.trouble == Event::kNone ? Trouble{} : troubles[event.trouble];
  }

  /// Bytes of memory, roughly.
  [[nodiscard]] std::size_t size() const {
    return events.size() * sizeof(Event) + names.size() + statuses.size() * sizeof(FileStatus) +
           (cargo ? cargo->size() : 0);
  }

  /// Bytes of names to keep room for.
  static constexpr std::size_t kKeep = std::size_t{8} << 10;

  void clear() {
    events.clear();
    if (names.capacity() > kKeep) std::string().swap(names);  // of a very deep directory
    names.clear();
    statuses.clear();
    troubles.clear();
    if (cargo) cargo->clear();
    directories_read = 0;
    next = nullptr;
    ready.store(false, std::memory_order_relaxed);
  }
};

}  // namespace tare
