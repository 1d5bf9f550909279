#include "digest_reader.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace tare {
namespace {

// A batch is told before much more than this has been read for it.
constexpr std::uint64_t kBatchBytes = std::uint64_t{4} << 20;
constexpr std::uint64_t kLarge = std::uint64_t{1} << 20;

constexpr const char* kReplaced = "was replaced while the context was read";

DigestCargo& cargo_of(Batch& batch) {
  if (!batch.cargo) batch.cargo = std::make_unique<DigestCargo>();
  return static_cast<DigestCargo&>(*batch.cargo);
}

}  // namespace

std::optional<HashedFile> LinkedDigests::find(const FileStamp& stamp) {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(stamp.id);
  if (found == files_.end() || !(found->second.stamp == stamp)) return std::nullopt;
  return found->second;
}

void LinkedDigests::add(const HashedFile& file) {
  const std::lock_guard lock(mutex_);
  files_[file.stamp.id] = file;
}

std::shared_ptr<LargeFiles::Task> LinkedDigests::find_task(const FileStamp& stamp) {
  const std::lock_guard lock(mutex_);
  const auto found = tasks_.find(stamp.id);
  return found != tasks_.end() && found->second->stamp == stamp ? found->second : nullptr;
}

void LinkedDigests::add(const std::shared_ptr<LargeFiles::Task>& task) {
  const std::lock_guard lock(mutex_);
  tasks_[task->stamp.id] = task;
}

bool DigestReader::is_full(const Batch& batch) const {
  return batch.cargo && static_cast<const DigestCargo&>(*batch.cargo).bytes >= kBatchBytes;
}

// That asks less of the system than by name.
void DigestReader::collect_directory(int opened, int /*parent*/, const char* /*base*/, Event& event,
                                     Batch& batch) {
  if (const auto error = os::status_of(opened, status_)) {
    batch.fail(event, "cannot look at this", error);
  } else {
    batch.set_status(event, status_);
  }
}

void DigestReader::collect(int parent, const char* base, Event& event, Batch& batch) {
  status_ = {};
  status_.kind = event.kind;
  const bool link = event.kind == Kind::symlink;
  const auto error = link ? std::error_code() : os::status(parent, base, status_, times_);
  if (error) return batch.fail(event, "cannot look at this", error);
  if (!Batch::agrees(event, status_)) return batch.fail(event, kReplaced);
  if (event.kind == Kind::file && is_skipped()) {
    event.type = Event::Type::note;
    batch.set_trouble(event,
                      "is no part of the digest, since it is written or read with it; exclude it");
    return;
  }
  if (!link && event.kind != Kind::file) return batch.set_status(event, status_);
  DigestParcel parcel;
  if (!link) parcel.cached = shared_.cache.find(stamp_of(status_, times_), hint_);
  if (parcel.cached != DigestCache::kNone) {
    hint_ = parcel.cached + 1;
  } else {
    DigestFinding finding;
    if (!(link ? read_link(parent, base, event, batch, finding)
               : read_file(parent, base, event, batch, finding))) {
      return;
    }
    DigestCargo& cargo = cargo_of(batch);
    if (finding.read && !finding.task) cargo.bytes += status_.size;
    parcel.finding = static_cast<std::uint32_t>(cargo.findings.size());
    cargo.findings.push_back(std::move(finding));
  }
  batch.set_status(event, status_);
  add(parcel, event, cargo_of(batch));
}

void DigestReader::add(const DigestParcel& parcel, Event& event, DigestCargo& cargo) {
  event.parcel = static_cast<std::uint32_t>(cargo.parcels.size());
  cargo.parcels.push_back(parcel);
}

bool DigestReader::is_skipped() const {
  return std::find(shared_.skip.begin(), shared_.skip.end(), status_.id) != shared_.skip.end();
}

bool DigestReader::read_file(int parent, const char* base, Event& event, Batch& batch,
                             DigestFinding& finding) {
  os::Descriptor file;
  if (const auto error = os::open_file(parent, base, file)) {
    batch.fail_to_open(event, error);
    return false;
  }
  const std::int64_t clock = os::file_clock();
  const std::error_code error = os::status_of(file.get(), status_, times_);
  if (error || status_.kind != Kind::file) {
    batch.fail(event, error ? "cannot look at this" : kReplaced, error);
    return false;
  }
  const FileStamp stamp = stamp_of(status_, times_);
  const bool linked = status_.links > 1;
  if (linked) {
    finding.task = shared_.linked.find_task(stamp);
    if (finding.task) return true;
    if (const auto known = shared_.linked.find(stamp)) {
      finding.file = *known;
      return true;
    }
  }
  finding.read = true;
  if (status_.size >= kLarge) finding.task = shared_.large.add(file, stamp, clock);
  if (finding.task) {
    if (linked) shared_.linked.add(finding.task);
    return true;
  }
  hasher_.hash(file.get(), stamp, clock, finding.file, {});
  if (finding.file.trouble != nullptr) {
    batch.fail(event, finding.file.trouble, finding.file.error);
    return false;
  }
  if (linked) shared_.linked.add(finding.file);
  return true;
}

bool DigestReader::read_link(int parent, const char* base, Event& event, Batch& batch,
                             DigestFinding& finding) {
  if (const auto error = os::read_link(parent, base, target_)) {
    batch.fail(event, "cannot read", error);
    return false;
  }
  sha256_.update(std::as_bytes(std::span(target_)));
  finding.file.digest = sha256_.finish();
  std::string& targets = cargo_of(batch).targets;
  finding.target_begin = static_cast<std::uint32_t>(targets.size());
  finding.target_size = static_cast<std::uint32_t>(target_.size());
  targets += target_;
  return true;
}

}  // namespace tare
