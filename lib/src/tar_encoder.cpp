#include "tar_encoder.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <utility>
#include <vector>

#include "tare/error.hpp"
#include "utf8.hpp"
#include "utf8_locale.hpp"

// Up to three libarchive writers: all hand their bytes to the same place, and only the ustar one's
// end is used. Ustar takes names as bytes, whatever they are, and costs a fifth of PAX.

namespace tare {
namespace {

unsigned int file_type(Kind kind) {
  switch (kind) {
    case Kind::directory:
      return AE_IFDIR;
    case Kind::symlink:
      return AE_IFLNK;
    case Kind::fifo:
      return AE_IFIFO;
    case Kind::character_device:
      return AE_IFCHR;
    case Kind::block_device:
      return AE_IFBLK;
    case Kind::socket:
      return AE_IFSOCK;
    case Kind::file:
      break;
  }
  return AE_IFREG;
}

bool is_text(const TarHeader& header) {
  return utf8::valid(header.name) && utf8::valid(header.target) && utf8::valid(header.same_as);
}

}  // namespace

// Gathers what libarchive makes, and drops the data that passes through it: whoever has them puts
// them into the archive.
class TarEncoder::Output {
 public:
  void begin() { bytes_.clear(); }
  void pass_data(bool pass) { passing_ = pass; }
  void take_no_more() noexcept { closed_ = true; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

  static la_ssize_t take(archive* /*writer*/, void* self, const void* bytes, std::size_t size) {
    auto* output = static_cast<Output*>(self);
    if (output->closed_) return -1;
    if (!output->passing_) {
      const auto* begin = static_cast<const std::byte*>(bytes);
      output->bytes_.insert(output->bytes_.end(), begin, begin + size);
    }
    return static_cast<la_ssize_t>(size);
  }

 private:
  std::vector<std::byte> bytes_;
  bool passing_ = false;
  bool closed_ = false;
};

// One libarchive writer.
class TarEncoder::Format {
 public:
  enum class Kind { ustar, pax, pax_binary };

  Format(Kind kind, Output& output)
      : output_(output), writer_(archive_write_new()), entry_(archive_entry_new()) {
    if (kind == Kind::ustar) {
      check(archive_write_set_format_ustar(writer_.get()));
    } else {
      check(archive_write_set_format_pax_restricted(writer_.get()));
    }
    if (kind == Kind::pax_binary) {
      check(archive_write_set_options(writer_.get(), "hdrcharset=BINARY"));
    }
    check(archive_write_add_filter_none(writer_.get()));
    check(archive_write_set_bytes_per_block(writer_.get(), 0));
    check(archive_write_open2(writer_.get(), &output_, nullptr, &Output::take, nullptr, nullptr));
  }

  // Freeing a writer closes it, and that writes an end of the archive. It also frees what
  // libarchive keeps for the output, so the writer is not merely marked as failed.
  ~Format() { output_.take_no_more(); }
  Format(const Format&) = delete;
  Format& operator=(const Format&) = delete;

  // False when this format cannot hold the entry; nothing is written then.
  [[nodiscard]] bool header(const TarHeader& header) {
    fill(header);
    const int result = archive_write_header(writer_.get(), entry_.get());
    if (result == ARCHIVE_FAILED) return false;
    check(result);
    return true;
  }

  void data(std::span<const std::byte> bytes) {
    output_.pass_data(true);
    const la_ssize_t taken = archive_write_data(writer_.get(), bytes.data(), bytes.size());
    output_.pass_data(false);
    if (taken < 0) check(static_cast<int>(taken));
  }

  // Pads the data now, before another writer's header.
  void end() { check(archive_write_finish_entry(writer_.get())); }

  void close() { check(archive_write_close(writer_.get())); }

  [[nodiscard]] std::string reason() const {
    const char* text = archive_error_string(writer_.get());
    return text == nullptr ? "unknown reason" : text;
  }

 private:
  struct Free {
    void operator()(archive* writer) const noexcept { archive_write_free(writer); }
    void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
  };

  void fill(const TarHeader& header) {
    archive_entry* entry = archive_entry_clear(entry_.get());
    const FileStatus& status = header.status;
    const bool linked = !header.same_as.empty();
    const bool directory = status.kind == tare::Kind::directory;
    archive_entry_set_pathname(entry, (header.name + (directory ? "/" : "")).c_str());
    archive_entry_set_filetype(entry, file_type(status.kind));
    archive_entry_set_perm(entry, status.mode);
    archive_entry_set_uid(entry, 0);
    archive_entry_set_gid(entry, 0);
    archive_entry_set_mtime(entry, status.mtime, 0);
    const bool has_data = status.kind == tare::Kind::file && !linked;
    archive_entry_set_size(entry, has_data ? static_cast<la_int64_t>(status.size) : 0);
    if (linked) {
      archive_entry_set_hardlink(entry, header.same_as.c_str());
    } else if (status.kind == tare::Kind::symlink) {
      archive_entry_set_symlink(entry, header.target.c_str());
    }
    archive_entry_set_rdevmajor(entry, status.special_major);
    archive_entry_set_rdevminor(entry, status.special_minor);
    for (const os::Attribute& attribute : header.attributes) {
      archive_entry_xattr_add_entry(entry, attribute.name.c_str(), attribute.value.data(),
                                    attribute.value.size());
    }
  }

  void check(int result) {
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) return;
    throw Error(Fault::output, "", "cannot make the archive: " + reason());
  }

  Output& output_;
  std::unique_ptr<archive, Free> writer_;
  std::unique_ptr<archive_entry, Free> entry_;
};

TarEncoder::TarEncoder()
    : output_(std::make_unique<Output>()),
      ustar_(std::make_unique<Format>(Format::Kind::ustar, *output_)) {}

TarEncoder::~TarEncoder() = default;

std::span<const std::byte> TarEncoder::header(const TarHeader& header) {
  output_->begin();
  current_ = ustar_.get();
  if (header.attributes.empty() && ustar_->header(header)) return output_->bytes();
  const bool text = is_text(header);
  const Utf8Locale locale;
  std::unique_ptr<Format>& pax = text ? pax_ : binary_;
  if (!pax) {
    pax = std::make_unique<Format>(text ? Format::Kind::pax : Format::Kind::pax_binary, *output_);
  }
  current_ = pax.get();
  if (!pax->header(header)) {
    throw Error(Fault::input, header.name, "does not fit into a tar: " + pax->reason());
  }
  return output_->bytes();
}

bool TarEncoder::is_plain() const noexcept { return current_ == ustar_.get(); }

void TarEncoder::data(std::span<const std::byte> bytes) { current_->data(bytes); }

std::span<const std::byte> TarEncoder::end() {
  output_->begin();
  current_->end();
  return output_->bytes();
}

std::span<const std::byte> TarEncoder::trailer() {
  output_->begin();
  ustar_->close();
  return output_->bytes();
}

}  // namespace tare
