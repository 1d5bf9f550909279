#include "tare/pack.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <unordered_map>
#include <utility>

#include "accounting.hpp"
#include "archive_stream.hpp"
#include "normalise.hpp"
#include "os.hpp"
#include "pack_reader.hpp"
#include "tar_encoder.hpp"
#include "tree_walk.hpp"

// Readers have made nearly all of the archive when an entry's turn comes (pack_reader). What is
// left is what depends on the order: which name of a hard-linked file has the content, and large
// files.

namespace tare {
namespace {

constexpr std::size_t kPart = std::size_t{256} << 10;
constexpr std::size_t kPastAnyData = 1024;

class Packer : public Receiver {
 public:
  Packer(const Context& context, const Sink& sink, const PackOptions& options,
         Accounting& accounting, TreeWalk& walk)
      : context_(context), options_(options), accounting_(accounting), walk_(walk), out_(sink) {}

  void include(const Entry& entry, Cargo* cargo, std::uint32_t index) override {
    Parcel none;
    Parcel& parcel = cargo != nullptr ? static_cast<Parcels&>(*cargo).parcels[index] : none;
    if (const std::string* earlier = find_earlier_name(entry)) {
      put_link(entry, *earlier, parcel);
    } else if (cargo == nullptr) {
      put_header(header_of(entry));
      end_entry();
    } else if (parcel.content == Parcel::Content::whole) {
      begin_entry(parcel.plain);
      out_.add(parcel.bytes);
    } else {
      put_file(entry, parcel);
    }
    accounting_.include(entry);
  }

  void exclude(const Entry& entry, Visitor::Extent extent) override {
    accounting_.exclude(entry, extent);
  }

  void pass_over(const Entry& entry, Visitor::Extent extent) override {
    accounting_.pass_over(entry, extent);
  }

  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.report.diagnose) options_.report.diagnose(diagnostic);
  }

  void end() override {
    out_.add(encoder_.trailer());
    out_.flush();
    ended_ = true;
    if (options_.complete) options_.complete();
  }

  [[nodiscard]] std::uint64_t bytes() const override { return out_.bytes(); }

  // Ends the output inside the data of an entry, of one made up for it if need be: the only cut
  // that every reader notices.
  void cut() {
    if (ended_) return;
    if (missing_ == 0) {
      TarHeader broken{".tare-incomplete", root_status(), {}, {}, {}};
      broken.status.kind = Kind::file;
      broken.status.size = kPastAnyData;
      out_.add(encoder_.header(broken));
      out_.add(std::vector<std::byte>(kPastAnyData / 2));
    }
    out_.flush();
  }

 private:
  [[noreturn]] void fail(const Entry& entry, const char* message,
                         std::error_code error = {}) const {
    throw Error(Fault::input, context_.path_of(entry.name), message, error);
  }

  [[nodiscard]] FileStatus root_status() const {
    FileStatus status;
    if (const auto error = os::status_of(context_.descriptor(), status)) {
      throw Error(Fault::input, context_.directory(), "cannot look at the context", error);
    }
    return normalised(status, options_);
  }

  [[nodiscard]] TarHeader header_of(const Entry& entry) const {
    return {std::string(entry.name), normalised(*entry.status, options_), {}, {}, {}};
  }

  // The name under which a file is in the archive already.
  [[nodiscard]] const std::string* find_earlier_name(const Entry& entry) {
    const FileStatus& status = *entry.status;
    if (status.links < 2 || status.kind == Kind::directory || options_.reproducible) return nullptr;
    const auto [found, fresh] = first_names_.try_emplace(status.id, entry.name);
    return fresh ? nullptr : &found->second;
  }

  void put_link(const Entry& entry, const std::string& earlier, const Parcel& parcel) {
    TarHeader header = header_of(entry);
    header.same_as = earlier;
    if (parcel.rest) header.capability = parcel.rest->capability;
    put_header(header);
    end_entry();
  }

  void put_file(const Entry& entry, Parcel& parcel) {
    TarHeader header = header_of(entry);
    os::Descriptor file;
    if (parcel.content == Parcel::Content::opened) {
      file = std::move(parcel.rest->file);
      header.capability = parcel.rest->capability;
    } else {
      FileStatus status;
      check(entry, os::open_file_below(context_.descriptor(), std::string(entry.name), file));
      check(entry, os::status_of(file.get(), status));
      if (status.id != entry.status->id) fail(entry, "was replaced while the context was packed");
      if (!options_.reproducible) {
        check(entry, os::attribute(file.get(), "security.capability", header.capability));
      }
      header.status = normalised(status, options_);
    }
    put_header(header);
    put_data(entry, header.status.size, file);
    end_entry();
  }

  void put_data(const Entry& entry, std::uint64_t size, const os::Descriptor& file) {
    if (buffer_.empty()) buffer_.resize(kPart);
    for (missing_ = size; missing_ != 0;) {
      const std::span<std::byte> wanted = std::span(buffer_).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(missing_, kPart)));
      std::size_t got = 0;
      check(entry, os::read_full(file.get(), wanted, got));
      if (got < wanted.size()) fail(entry, "shrank while it was read");
      encoder_.data(wanted);
      out_.add(wanted);
      missing_ -= got;
      walk_.show(entry.name, bytes());
    }
    FileStatus after;
    check(entry, os::status_of(file.get(), after));
    if (after.size <= size) return;
    diagnose({Diagnostic::Severity::warning,
              context_.path_of(entry.name),
              "grew while it was read; it is packed as long as it was",
              {}});
  }

  void check(const Entry& entry, std::error_code error) const {
    if (error) fail(entry, "cannot read", error);
  }

  void put_header(const TarHeader& header) {
    const std::span<const std::byte> bytes = encoder_.header(header);
    if (first_ && !encoder_.is_plain()) {
      const std::vector<std::byte> kept(bytes.begin(), bytes.end());
      begin_entry(false);
      out_.add(kept);
    } else {
      first_ = false;
      out_.add(bytes);
    }
  }

  // The first header of an archive has to be plain.
  void begin_entry(bool plain) {
    if (std::exchange(first_, false) && !plain) {
      TarEncoder encoder;
      out_.add(encoder.header({".", root_status(), {}, {}, {}}));
    }
  }

  void end_entry() { out_.add(encoder_.end()); }

  const Context& context_;
  const PackOptions& options_;
  Accounting& accounting_;
  TreeWalk& walk_;
  ArchiveStream out_;
  TarEncoder encoder_;
  std::vector<std::byte> buffer_;
  std::unordered_map<FileId, std::string, FileIdHash> first_names_;
  bool first_ = true;
  bool ended_ = false;
  std::uint64_t missing_ = 0;  // data of the current entry still to come
};

}  // namespace

Report pack(const Context& context, const Sink& sink, const PackOptions& options) {
  WalkOptions walk_options = Accounting::walk_options(options.report);
  walk_options.included_status = StatusOf::everything;
  BlockPool pool;
  LinkClaims claims;
  WalkLimits limits;
  limits.tree_nodes = options.report.tree_nodes;
  TreeWalk walk(
      context, walk_options, [&] { return std::make_unique<PackReader>(options, pool, claims); },
      limits);
  Accounting accounting(
      context, options.report,
      [&](std::string_view name, std::size_t place, const SizedDirectory* parent) {
        walk.size_later(std::string(name), place, parent);
      });
  Packer packer(context, sink, options, accounting, walk);
  try {
    walk.run(packer);
  } catch (...) {
    const std::exception_ptr cause = std::current_exception();
    try {
      packer.cut();
    } catch (...) {  // NOLINT(bugprone-empty-catch): the sink is gone, and the cause matters more
    }
    std::rethrow_exception(cause);
  }
  return accounting.finish(walk.finish_sizes(), walk.count());
}

}  // namespace tare
