#include "offer_reader.hpp"

#include <memory>
#include <system_error>

namespace tare {
namespace {

constexpr std::size_t kMostOfferText = std::size_t{256} << 10;  // of one batch, or hardly more

const char* why_no_attributes(std::error_code error) {
  if (error == std::errc::permission_denied) {
    return "cannot read the extended attributes; make it readable, or exclude it";
  }
  if (error == std::errc::no_such_file_or_directory) {
    return "cannot read the extended attributes: it is gone, or /proc is not mounted";
  }
  return "cannot read the extended attributes";
}

OfferCargo& offer_cargo_of(Batch& batch) {
  if (!batch.cargo) batch.cargo = std::make_unique<OfferCargo>();
  return static_cast<OfferCargo&>(*batch.cargo);
}

}  // namespace

OfferText OfferCargo::keep(std::string_view part) {
  const OfferText kept{static_cast<std::uint32_t>(text.size()),
                       static_cast<std::uint32_t>(part.size())};
  text += part;
  return kept;
}

void OfferCargo::clear() {
  parcels.clear();
  attributes.clear();
  if (text.capacity() > kMostOfferText) std::string().swap(text);
  text.clear();
}

bool OfferReader::is_full(const Batch& batch) const {
  return batch.cargo && static_cast<const OfferCargo&>(*batch.cargo).text.size() >= kMostOfferText;
}

void OfferReader::collect(int parent, const char* base, Event& event, Batch& batch) {
  FileStatus status;
  os::FileTimes times;
  target_.clear();
  if (const auto error = os::status(parent, base, status, times)) {
    return batch.fail(event, "cannot look at this", error);
  }
  if (!Batch::agrees(event, status)) {
    return batch.fail(event, "was replaced while the context was read");
  }
  if (event.kind == Kind::symlink) {
    if (const auto error = os::read_link(parent, base, target_)) {
      return batch.fail(event, "cannot read where this link leads", error);
    }
    status.size = target_.size();
  }
  if (const auto error = os::attributes_at(parent, base, attributes_)) {
    return batch.fail(event, why_no_attributes(error), error);
  }
  add(status, times, event, batch);
}

void OfferReader::collect_directory(int opened, int /*parent*/, const char* /*base*/, Event& event,
                                    Batch& batch) {
  FileStatus status;
  os::FileTimes times;
  target_.clear();
  if (const auto error = os::status_of(opened, status, times)) {
    return batch.fail(event, "cannot look at this", error);
  }
  if (const auto error = os::attributes(opened, attributes_)) {
    return batch.fail(event, why_no_attributes(error), error);
  }
  add(status, times, event, batch);
}

void OfferReader::add(const FileStatus& status, const os::FileTimes& times, Event& event,
                      Batch& batch) {
  OfferCargo& cargo = offer_cargo_of(batch);
  OfferParcel parcel;
  parcel.times = times;
  if (!target_.empty()) parcel.target = cargo.keep(target_);
  parcel.attributes_begin = static_cast<std::uint32_t>(cargo.attributes.size());
  for (const os::Attribute& attribute : attributes_) {
    const OfferText name = cargo.keep(attribute.name);
    cargo.attributes.push_back({name, cargo.keep(attribute.value)});
  }
  parcel.attributes_end = static_cast<std::uint32_t>(cargo.attributes.size());
  batch.set_status(event, status);
  event.parcel = static_cast<std::uint32_t>(cargo.parcels.size());
  cargo.parcels.push_back(parcel);
}

}  // namespace tare
