#include "digest_cache.hpp"

#include <array>
#include <cstring>
#include <span>

#include "tare/output_file.hpp"

// The file: a header, records in the order in which files were met, and a checksum over both, all
// in the machine's own byte order, for inodes are its own, too. Reading it in whole and a table
// over it cost 80,000 files two milliseconds.
//
// Whether a file is unchanged is asked of its size and times, as git does. A change within the same
// tick of the clock could leave them as they are. So a digest is kept only when the times were
// older than that when reading began: any later change then gets a later ctime, whatever is done to
// the mtime.

namespace tare {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
// Clocks of file systems step by up to 10 ms.
constexpr std::int64_t kStep = kSecond / 10;
// Some count whole seconds, FAT every other one.
constexpr std::int64_t kCoarseStep = 2 * kSecond + kStep;

struct CacheHeader {
  std::array<char, 12> what;
  std::array<char, 4> version;
  std::uint64_t order;  // of bytes
  std::uint64_t records;
};

constexpr CacheHeader kCacheHeader{{'t', 'a', 'r', 'e', ' ', 'd', 'i', 'g', 'e', 's', 't', 's'},
                                   {' ', '1', '\n', 0},
                                   0x0102030405060708,
                                   0};

// Against damage, not against malice: each step keeps any difference. Four sums at once, since each
// would wait for itself.
std::uint64_t checksum(std::uint64_t sum, std::span<const std::byte> bytes) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15u;
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const auto add = [](std::uint64_t& to, std::uint64_t word) {
    to = (to ^ word) * kOdd;
    to ^= to >> 32u;
  };
  std::array<std::uint64_t, 4> words = {};
  std::array<std::uint64_t, 4> sums = {sum, 1, 2, 3};
  for (; bytes.size() >= sizeof words; bytes = bytes.subspan(sizeof words)) {
    std::memcpy(words.data(), bytes.data(), sizeof words);
    for (std::size_t i = 0; i < words.size(); ++i) add(sums[i], words[i]);
  }
  for (; bytes.size() >= kWord; bytes = bytes.subspan(kWord)) {
    std::memcpy(words.data(), bytes.data(), kWord);
    add(sums[0], words[0]);
  }
  for (std::size_t i = 1; i < sums.size(); ++i) add(sums[0], sums[i]);
  return sums[0];
}

bool is_cache(const os::Descriptor& file) {
  std::array<char, kCacheHeader.what.size()> begin = {};
  std::size_t got = 0;
  const auto error = os::read_full(file.get(), std::as_writable_bytes(std::span(begin)), got);
  return !error && begin == kCacheHeader.what;
}

bool is_older(std::int64_t time, std::int64_t clock) {
  const std::int64_t step = time % kSecond == 0 ? kCoarseStep : kStep;
  return time < clock - step;
}

}  // namespace

bool is_settled(const os::FileTimes& times, std::int64_t clock) noexcept {
  return is_older(times.modified, clock) && is_older(times.changed, clock);
}

DigestCache::DigestCache(const std::string& path,
                         const std::function<void(const Diagnostic&)>& diagnose)
    : path_(path) {
  os::Descriptor file;
  std::error_code error = os::open_path(path.c_str(), file);
  if (error == std::errc::no_such_file_or_directory) return;
  FileStatus status;
  if (!error) error = os::status_of(file.get(), status);
  if (error) throw Error(Fault::usage, path, "cannot read the cache", error);
  if (status.kind != Kind::file) {
    throw Error(Fault::usage, path, "is no regular file, and cannot be the cache");
  }
  file_ = status.id;
  if (status.size == 0) return;  // what mktemp makes
  // Whatever else is there may be dear to somebody, and is not overwritten.
  if (!is_cache(file)) {
    throw Error(Fault::usage, path, "is no cache of tare; name another file, or remove it");
  }
  if (read(file, status.size)) {
    make_table();
    return;
  }
  damaged_ = true;
  if (!diagnose) return;
  diagnose({Diagnostic::Severity::warning,
            path,
            "is a damaged cache, or that of another version or machine; it is made anew",
            {}});
}

bool DigestCache::read(const os::Descriptor& file, std::uint64_t size) {
  CacheHeader header = {};
  std::uint64_t sum = 0;
  constexpr std::uint64_t kFrame = sizeof header + sizeof sum;
  if (size < kFrame || (size - kFrame) % sizeof(Record) != 0) return false;
  std::size_t got = 0;
  const auto header_bytes = std::as_writable_bytes(std::span(&header, 1));
  // is_cache() has read the beginning.
  header.what = kCacheHeader.what;
  const auto rest = header_bytes.subspan(sizeof header.what);
  if (os::read_full(file.get(), rest, got) || got != rest.size()) return false;
  if (header.version != kCacheHeader.version || header.order != kCacheHeader.order) return false;
  const std::uint64_t count = (size - kFrame) / sizeof(Record);
  if (header.records != count || count >= kNone) return false;
  records_.reset(new Record[static_cast<std::size_t>(count)]);
  const auto bytes =
      std::as_writable_bytes(std::span(records_.get(), static_cast<std::size_t>(count)));
  if (os::read_full(file.get(), bytes, got) || got != bytes.size()) return false;
  const auto sum_bytes = std::as_writable_bytes(std::span(&sum, 1));
  if (os::read_full(file.get(), sum_bytes, got) || got != sizeof sum) return false;
  if (sum != checksum(checksum(0, header_bytes), bytes)) return false;
  size_ = static_cast<std::size_t>(count);
  return true;
}

void DigestCache::make_table() {
  std::size_t size = 16;
  while (size < 2 * size_) size *= 2;
  table_.assign(size, kNone);
  kept_.assign(size_, false);
  order_.reserve(size_);
  for (std::uint32_t i = 0; i < size_; ++i) {
    std::size_t at = FileIdHash()(stamp_in(records_[i]).id) >> 20u & (size - 1);
    while (table_[at] != kNone) at = (at + 1) & (size - 1);
    table_[at] = i;
  }
}

FileStamp DigestCache::stamp_in(const Record& record) noexcept {
  return {{record.device, record.inode}, record.size, {record.modified, record.changed}};
}

std::uint32_t DigestCache::find(const FileStamp& stamp, std::uint32_t hint) const noexcept {
  if (hint < size_ && stamp_in(records_[hint]) == stamp) return hint;
  if (table_.empty()) return kNone;
  std::size_t at = FileIdHash()(stamp.id) >> 20u & (table_.size() - 1);
  while (table_[at] != kNone && !(stamp_in(records_[table_[at]]) == stamp)) {
    at = (at + 1) & (table_.size() - 1);
  }
  return table_[at];
}

void DigestCache::keep(std::uint32_t place) {
  if (kept_[place]) return;  // another name of the same file
  kept_[place] = true;
  order_.push_back(place);
}

void DigestCache::add(const FileStamp& stamp, const Sha256Digest& digest) {
  if (path_.empty()) return;
  order_.push_back(static_cast<std::uint32_t>(size_ + added_.size()));
  added_.push_back({stamp.id.device, stamp.id.inode, stamp.size, stamp.times.modified,
                    stamp.times.changed, digest});
}

void DigestCache::write() const {
  const bool same = added_.empty() && order_.size() == size_ && !damaged_ && file_;
  if (path_.empty() || same) return;
  std::vector<Record> records;
  records.reserve(order_.size());
  for (const std::uint32_t place : order_) {
    records.push_back(place < size_ ? records_[place] : added_[place - size_]);
  }
  CacheHeader header = kCacheHeader;
  header.records = records.size();
  const auto header_bytes = std::as_bytes(std::span(&header, 1));
  const auto bytes = std::as_bytes(std::span(records));
  const std::uint64_t sum = checksum(checksum(0, header_bytes), bytes);
  OutputFile file(path_);
  file.write(header_bytes);
  file.write(bytes);
  file.write(std::as_bytes(std::span(&sum, 1)));
  file.commit();
}

}  // namespace tare
