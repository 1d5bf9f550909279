#include "pack_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "normalise.hpp"

namespace tare {
namespace {

// With fewer descriptors, large files are opened when it is their turn.
constexpr std::size_t kManyDescriptors = 256;

std::size_t padded(std::size_t size) { return (size + kTarBlock - 1) / kTarBlock * kTarBlock; }

Parcels& parcels_of(Batch& batch) {
  if (!batch.cargo) batch.cargo = std::make_unique<Parcels>();
  return static_cast<Parcels&>(*batch.cargo);
}

}  // namespace

bool PackReader::is_full(const Batch& batch) const {
  return batch.cargo && static_cast<const Parcels&>(*batch.cargo).bytes >= kSmallFile;
}

void PackReader::collect(int parent, const char* base, Event& event, Batch& batch) {
  header_.name = batch.name(event);
  header_.target.clear();
  header_.attributes.clear();
  Parcel parcel;
  const bool done = event.kind == Kind::file ? read_file(parent, base, event, batch, parcel)
                                             : read_other(parent, base, event, batch, parcel);
  if (!done) return;
  batch.set_status(event, status_);
  Parcels& parcels = parcels_of(batch);
  parcels.bytes += parcel.content == Parcel::Content::opened ? kSmallFile : parcel.bytes.size();
  if (!parcel.bytes.empty() &&
      (parcels.blocks.empty() || parcels.blocks.back() != blocks_.block())) {
    parcels.blocks.push_back(blocks_.block());
  }
  event.parcel = static_cast<std::uint32_t>(parcels.parcels.size());
  parcels.parcels.push_back(std::move(parcel));
}

void PackReader::collect_directory(int opened, int parent, const char* base, Event& event,
                                   Batch& batch) {
  directory_ = opened;
  collect(parent, base, event, batch);
  directory_ = -1;
}

bool PackReader::read_file(int parent, const char* base, Event& event, Batch& batch,
                           Parcel& parcel) {
  os::Descriptor file;
  const std::error_code unopened = os::open_file(parent, base, file);
  std::error_code error =
      unopened ? os::status(parent, base, status_) : os::status_of(file.get(), status_);
  if (!error && Batch::agrees(event, status_) && event.kind != Kind::file) {
    return read_other(parent, base, event, batch, parcel);
  }
  if (unopened) {
    batch.fail_to_open(event, unopened);
    return false;
  }
  if (!error && status_.kind != Kind::file) {
    batch.fail(event, "was replaced while the context was packed");
    return false;
  }
  if (!error && is_output(status_.id)) {
    event.type = Event::Type::note;
    batch.set_trouble(event, "is the archive that is being written, and is left out");
    return false;
  }
  if (!error) error = archived_attributes(file.get(), Kind::file, options_, header_.attributes);
  const bool linked = status_.links > 1 && !options_.reproducible;
  if (!error) {
    if (linked && !claims_.claim(status_.id)) {
      parcel.content = Parcel::Content::named;
    } else if (status_.size > kSmallFile) {
      static const bool kMany = os::descriptor_limit() >= kManyDescriptors;
      parcel.content = kMany ? Parcel::Content::opened : Parcel::Content::named;
    } else {
      error = read_small(file, parcel);
    }
  }
  if (error) {
    batch.fail(event, "cannot read", error);
    return false;
  }
  if (parcel.content == Parcel::Content::opened || (linked && !header_.attributes.empty())) {
    parcel.rest = std::make_unique<Parcel::Rest>();
    parcel.rest->attributes = header_.attributes;
    if (parcel.content == Parcel::Content::opened) parcel.rest->file = std::move(file);
  }
  return true;
}

bool PackReader::is_output(const FileId& id) const {
  return std::find(options_.skip.begin(), options_.skip.end(), id) != options_.skip.end();
}

// Read before the header is made, so that the header is true even when the file has shrunk.
std::error_code PackReader::read_small(const os::Descriptor& file, Parcel& parcel) {
  const auto size = static_cast<std::size_t>(status_.size);
  const std::span<std::byte> room = blocks_.reserve(kTarBlock + padded(size));
  std::size_t got = 0;
  if (const auto error = os::read_full(file.get(), room.subspan(kTarBlock, size), got))
    return error;
  status_.size = got;
  put_data(room.subspan(kTarBlock, got), parcel);
  return {};
}

bool PackReader::read_other(int parent, const char* base, Event& event, Batch& batch,
                            Parcel& parcel) {
  const bool opened = directory_ >= 0;
  std::error_code error =
      opened ? os::status_of(directory_, status_) : os::status(parent, base, status_);
  const char* message = "cannot look at this";
  if (!error && opened) {
    error = archived_attributes(directory_, Kind::directory, options_, header_.attributes);
  }
  if (!error && event.kind == Kind::symlink) {
    message = "cannot read";
    error = os::read_link(parent, base, header_.target);
  }
  if (error) {
    batch.fail(event, message, error);
    return false;
  }
  if (status_.kind != event.kind) {
    batch.fail(event, "was replaced while the context was packed");
    return false;
  }
  put_data({}, parcel);
  return true;
}

// Puts the entry together: its header, `data`, which may lie in the room that is reserved, and
// padding.
void PackReader::put_data(std::span<const std::byte> data, Parcel& parcel) {
  header_.status = normalised(status_, options_);
  const std::span<const std::byte> header = encoder_.header(header_);
  parcel.plain = encoder_.is_plain();
  const BlockPool::Handle before = blocks_.block();  // holds `data`, also when a new one is needed
  const std::size_t end = header.size() + data.size();
  const std::span<std::byte> room = blocks_.reserve(header.size() + padded(data.size()));
  if (!data.empty()) std::memmove(room.data() + header.size(), data.data(), data.size());
  std::memcpy(room.data(), header.data(), header.size());
  encoder_.data(room.subspan(header.size(), data.size()));
  static_cast<void>(encoder_.end());
  std::memset(room.data() + end, 0, room.size() - end);
  blocks_.commit(room.size());
  parcel.bytes = room;
}

}  // namespace tare
