#include "tar_reader.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "tare/error.hpp"
#include "utf8_locale.hpp"

// Only the formats and filters named here: libarchive would hand some others to programs that it
// looks for in the path.

namespace tare {
namespace {

constexpr std::size_t kReadSize = std::size_t{64} << 10;
// Of all entries together. A header of 512 bytes may claim holes of exabytes, and their zeros have
// to be hashed.
constexpr std::uint64_t kMostZeros = std::uint64_t{1} << 40;

Kind kind_of(archive_entry* entry) {
  switch (archive_entry_filetype(entry)) {
    case AE_IFDIR:
      return Kind::directory;
    case AE_IFLNK:
      return Kind::symlink;
    case AE_IFIFO:
      return Kind::fifo;
    case AE_IFCHR:
      return Kind::character_device;
    case AE_IFBLK:
      return Kind::block_device;
    default:
      return Kind::file;
  }
}

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

class TarReader {
 public:
  TarReader(int fd, const std::string& where) : where_(where), reader_(archive_read_new()) {
    archive* reader = reader_.get();
    archive_read_support_format_tar(reader);
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_bzip2(reader);
    archive_read_support_filter_xz(reader);
    archive_read_support_filter_zstd(reader);
    archive_read_support_filter_lz4(reader);
    if (archive_read_open_fd(reader, fd, kReadSize) < ARCHIVE_WARN) fail();
  }

  // False at the end.
  [[nodiscard]] bool next(TarItem& item) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader_.get(), &entry);
    if (result == ARCHIVE_EOF) return false;
    if (result < ARCHIVE_WARN) fail();
    begun_ = true;
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) throw Error(Fault::input, where_, "holds a name that cannot be read");
    item = {};
    item.name = name;
    item.kind = kind_of(entry);
    item.mode = archive_entry_perm(entry) & 07777u;
    item.same_as = text_of(archive_entry_hardlink(entry));
    item.target = text_of(archive_entry_symlink(entry));
    if (item.kind == Kind::character_device || item.kind == Kind::block_device) {
      item.special_major = static_cast<std::uint32_t>(archive_entry_rdevmajor(entry));
      item.special_minor = static_cast<std::uint32_t>(archive_entry_rdevminor(entry));
    }
    if (item.kind == Kind::file && item.same_as.empty()) {
      item.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
      hash(item);
    }
    return true;
  }

 private:
  struct Free {
    void operator()(archive* reader) const noexcept { archive_read_free(reader); }
  };

  [[noreturn]] void fail() const {
    const std::string reason = text_of(archive_error_string(reader_.get()));
    if (!begun_) throw Error(Fault::usage, where_, "is no tar: " + reason);
    throw Error(Fault::input, where_, "is a tar that is damaged or incomplete: " + reason);
  }

  void hash(TarItem& item) {
    std::uint64_t at = 0;
    while (true) {
      const void* bytes = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int result = archive_read_data_block(reader_.get(), &bytes, &size, &offset);
      if (result == ARCHIVE_EOF) break;
      if (result < ARCHIVE_WARN) fail();
      const auto begin = static_cast<std::uint64_t>(std::max<la_int64_t>(offset, 0));
      if (begin > at) hash_hole(begin - at);
      sha256_.update({static_cast<const std::byte*>(bytes), size});
      at = std::max(at, begin) + size;
    }
    if (item.size > at) hash_hole(item.size - at);
    item.digest = sha256_.finish();
  }

  void hash_hole(std::uint64_t size) {
    static constexpr std::array<std::byte, kReadSize> kZeros = {};
    if (size > kMostZeros - zeros_) {
      throw Error(Fault::input, where_, "holds holes of more than 1 TiB; compare the directories");
    }
    zeros_ += size;
    while (size != 0) {
      const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(size, kReadSize));
      sha256_.update(std::span(kZeros).first(part));
      size -= part;
    }
  }

  const std::string& where_;
  std::unique_ptr<archive, Free> reader_;
  Sha256 sha256_;
  std::uint64_t zeros_ = 0;  // in holes
  bool begun_ = false;
};

}  // namespace

void read_tar(int fd, const std::string& where, const std::function<void(TarItem&)>& take) {
  const Utf8Locale locale;
  TarReader reader(fd, where);
  TarItem item;
  while (reader.next(item)) take(item);
}

std::string libarchive_version() {
  const std::string_view text = archive_version_string();  // `libarchive 3.6.2`
  return std::string(text.substr(text.find(' ') + 1));
}

}  // namespace tare
