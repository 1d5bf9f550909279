#include "file_hash.hpp"

#include <algorithm>
#include <span>

namespace tare {

FileHasher::FileHasher() : buffer_(new std::byte[kPiece]) {}

void FileHasher::hash(int fd, const FileStamp& stamp, std::int64_t clock, HashedFile& out,
                      const Going& going) {
  out.stamp = stamp;
  out.trouble = "cannot read";
  for (std::uint64_t left = stamp.size; left != 0;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
    std::size_t got = 0;
    out.error = os::read_full(fd, {buffer_.get(), wanted}, got);
    if (out.error) break;
    sha256_.update({buffer_.get(), got});
    left -= got;
    if (got < wanted) {
      out.trouble = "shrank while it was read";
      break;
    }
    if (going && !going(got)) break;
    if (left == 0) out.trouble = nullptr;
  }
  out.digest = sha256_.finish();  // begins anew in any case
  if (stamp.size == 0) out.trouble = nullptr;
  if (out.trouble != nullptr) return;
  FileStatus status;
  os::FileTimes times;
  out.error = os::status_of(fd, status, times);
  if (out.error) {
    out.trouble = "cannot look at this";
    return;
  }
  out.changed = status.size != stamp.size || times.modified != stamp.times.modified;
  out.settled = stamp_of(status, times) == stamp && is_settled(times, clock);
}

}  // namespace tare
