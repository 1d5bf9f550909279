#include "told_file.hpp"

#include <utility>

#include "tare/error.hpp"

namespace tare {
namespace {

constexpr const char* kFileGone =
    "is gone since the builder was told of it; leave the context alone meanwhile, and build again";
constexpr const char* kFileReplaced =
    "was replaced since the builder was told of it; leave the context alone meanwhile, and build "
    "again";
constexpr const char* kFileChanged =
    "changed since the builder was told of it; leave the context alone meanwhile, and build again";
constexpr const char* kFileDenied = "cannot open; make it readable, or exclude it";

const char* why_not_opened(std::error_code error) {
  if (error == std::errc::no_such_file_or_directory) return kFileGone;
  // A link or something else in the place of a directory above it, or in its own.
  const bool socket = error == std::errc::no_such_device_or_address;
  if (socket || os::leads_nowhere(error)) return kFileReplaced;
  return error == std::errc::permission_denied ? kFileDenied : "cannot open";
}

}  // namespace

ToldFile::ToldFile(int root, const std::string& name, std::string path, const IndexedEntry& told)
    : path_(std::move(path)), told_(told) {
  if (const auto error = os::open_file_below(root, name, file_)) {
    refuse(why_not_opened(error), error);
  }
  FileStatus status;
  os::FileTimes times;
  if (const auto error = os::status_of(file_.get(), status, times)) {
    refuse("cannot look at this", error);
  }
  if (status.kind != Kind::file || !(status.id == told_.id)) refuse(kFileReplaced);
  if (status.size != told_.size || !(times == told_.times)) refuse(kFileChanged);
}

std::size_t ToldFile::read(std::span<std::byte> buffer) {
  if (complete_) return 0;
  std::size_t got = 0;
  if (const auto error = os::read_full(file_.get(), buffer, got)) refuse("cannot read", error);
  read_ += got;
  const bool ended = got < buffer.size();
  if (read_ > told_.size || (ended && !is_as_told())) refuse(kFileChanged);
  complete_ = ended;
  return got;
}

bool ToldFile::is_as_told() const {
  FileStatus status;
  os::FileTimes times;
  if (const auto error = os::status_of(file_.get(), status, times)) {
    refuse("cannot look at this", error);
  }
  return read_ == told_.size && status.size == told_.size && times == told_.times;
}

void ToldFile::refuse(const char* message, std::error_code error) const {
  throw Error(Fault::input, path_, message, error);
}

}  // namespace tare
