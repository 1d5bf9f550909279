#include "tare/pack.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "accounting.hpp"
#include "os.hpp"
#include "tar_writer.hpp"
#include "tare/walk.hpp"

namespace tare {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;

class Packer : public Visitor {
 public:
  Packer(const Context& context, const Sink& sink, const PackOptions& options)
      : context_(context),
        options_(options),
        accounting_(context, options.report),
        writer_(sink, root_status(context)),
        buffer_(kBlock) {}

  void include(const Entry& entry) override {
    TarHeader header;
    header.name = entry.name;
    if (entry.kind == Kind::file) {
      os::Descriptor file;
      if (const auto error = os::open_file(entry.parent, entry.base, file)) {
        fail(entry,
             error == std::errc::permission_denied ? "cannot open; make it readable, or exclude it"
                                                   : "cannot open",
             error);
      }
      check(entry, os::status_of(file.get(), header.status));
      if (skips(header.status)) return tell_skipped(entry);
      add_file(entry, header, file.get());
    } else {
      header.status = entry.status();
      if (entry.kind == Kind::symlink) {
        check(entry, os::read_link(entry.parent, entry.base, header.target));
      }
      require_kind(entry, header.status);
      find_earlier_name(header);
      writer_.begin(header);
      writer_.end();
    }
    accounting_.include(entry, header.status);
  }

  void exclude(const Entry& entry, Extent extent) override { accounting_.exclude(entry, extent); }

  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.report.diagnose) options_.report.diagnose(diagnostic);
  }

  void finish_archive() { writer_.finish(); }
  void cut_archive() { writer_.cut(); }
  [[nodiscard]] Report finish_report() { return accounting_.finish(); }

 private:
  static FileStatus root_status(const Context& context) {
    FileStatus status;
    if (const auto error = os::status_of(context.descriptor(), status)) {
      throw Error(Fault::input, context.directory(), "cannot look at the context", error);
    }
    return status;
  }

  [[noreturn]] void fail(const Entry& entry, const char* message,
                         std::error_code error = {}) const {
    throw Error(Fault::input, context_.path_of(entry.name), message, error);
  }

  void check(const Entry& entry, std::error_code error) const {
    if (error) fail(entry, "cannot read", error);
  }

  void require_kind(const Entry& entry, const FileStatus& status) const {
    if (status.kind != entry.kind) fail(entry, "was replaced while the context was packed");
  }

  void add_file(const Entry& entry, TarHeader& header, int file) {
    require_kind(entry, header.status);
    check(entry, os::attribute(file, "security.capability", header.capability));
    if (find_earlier_name(header)) {
      writer_.begin(header);
      writer_.end();
    } else if (header.status.size <= buffer_.size()) {
      add_small_file(entry, header, file);
    } else {
      add_large_file(entry, header, file);
    }
  }

  // Read before the header is written, so that the header is true even when the file has shrunk.
  void add_small_file(const Entry& entry, TarHeader& header, int file) {
    std::size_t got = 0;
    check(entry, os::read_full(file, std::span(buffer_).first(header.status.size), got));
    header.status.size = got;
    writer_.begin(header);
    writer_.data(std::span(buffer_).first(got));
    writer_.end();
  }

  void add_large_file(const Entry& entry, const TarHeader& header, int file) {
    writer_.begin(header);
    for (std::uint64_t left = header.status.size; left != 0;) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer_.size()));
      std::size_t got = 0;
      check(entry, os::read_full(file, std::span(buffer_).first(wanted), got));
      if (got < wanted) fail(entry, "shrank while it was read");
      writer_.data(std::span(buffer_).first(got));
      left -= got;
    }
    writer_.end();
    FileStatus after;
    check(entry, os::status_of(file, after));
    if (after.size > header.status.size) {
      diagnose({Diagnostic::Severity::warning,
                context_.path_of(entry.name),
                "grew while it was read; it is packed as long as it was",
                {}});
    }
  }

  // For a file that is in the archive already under another name.
  bool find_earlier_name(TarHeader& header) {
    if (header.status.links < 2 || header.status.kind == Kind::directory) return false;
    const auto [found, fresh] = first_names_.try_emplace(header.status.id, header.name);
    if (!fresh) header.same_as = found->second;
    return !fresh;
  }

  [[nodiscard]] bool skips(const FileStatus& status) const {
    return std::find(options_.skip.begin(), options_.skip.end(), status.id) != options_.skip.end();
  }

  void tell_skipped(const Entry& entry) {
    diagnose({Diagnostic::Severity::note,
              context_.path_of(entry.name),
              "is the archive that is being written, and is left out",
              {}});
  }

  const Context& context_;
  const PackOptions& options_;
  Accounting accounting_;
  TarWriter writer_;
  std::vector<std::byte> buffer_;
  std::unordered_map<FileId, std::string, FileIdHash> first_names_;
};

}  // namespace

Report pack(const Context& context, const Sink& sink, const PackOptions& options) {
  Packer packer(context, sink, options);
  try {
    walk(context, {!options.report.context_only, options.report.measure}, packer);
    packer.finish_archive();
  } catch (...) {
    const std::exception_ptr cause = std::current_exception();
    try {
      packer.cut_archive();
    } catch (...) {  // NOLINT(bugprone-empty-catch): the sink is gone, and the cause matters more
    }
    std::rethrow_exception(cause);
  }
  return packer.finish_report();
}

}  // namespace tare
