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
constexpr std::size_t kPastAnyData = 2 * kTarBlock;

class Packer : public Receiver {
 public:
  Packer(const Context& context, const Sink& sink, const PackOptions& options,
         Accounting& accounting, TreeWalk& walk)
      : context_(context), options_(options), accounting_(accounting), walk_(walk), out_(sink) {}

  void include(const Entry& found, Cargo* cargo, std::uint32_t index) override {
    Entry entry = found;
    FileStatus status;
    Parcel none;
    Parcel& parcel = cargo != nullptr ? static_cast<Parcels&>(*cargo).parcels[index] : none;
    const bool linked = has_other_names(entry);
    const auto earlier = linked ? first_names_.find(entry.status->id) : first_names_.end();
    if (earlier != first_names_.end()) {
      put_link(entry, earlier->second, parcel);
    } else if (cargo == nullptr) {
      put_parent(entry);
    } else if (parcel.content == Parcel::Content::whole) {
      begin_entry(parcel.plain);
      out_.add(parcel.bytes);
    } else if (!put_file(entry, parcel, status)) {
      return;
    }
    if (linked) first_names_.try_emplace(entry.status->id, entry.name);
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
    const std::span<const std::byte> trailer = encoder_.trailer();
    out_.add_in_one_piece(trailer);
    trailer_ = trailer.size();
    out_.flush();
    ended_ = true;
    if (options_.complete) options_.complete();
  }

  [[nodiscard]] std::uint64_t bytes() const override { return out_.bytes(); }

  // What could not be read when its turn had come.
  void add_to(Report& report) const {
    report.missing += missing_;
    report.broken_off = broken_off_;
  }

  // Ends the output inside the data of an entry, of one made up for it if need be: the only cut
  // that every reader notices.
  void cut() {
    if (ended_) return;
    out_.take_back(trailer_);
    if (to_come_ == 0) {
      const std::size_t beyond = out_.bytes() % kTarBlock;
      if (beyond != 0) out_.add(std::vector<std::byte>(kTarBlock - beyond));
      // Asks the system nothing: nothing may answer any more.
      TarHeader broken{".tare-incomplete", {}, {}, {}, {}};
      broken.status.kind = Kind::file;
      broken.status.size = kPastAnyData;
      TarEncoder fresh;  // the other one may be in the middle of an entry
      out_.add(fresh.header(broken));
      out_.add(std::vector<std::byte>(kTarBlock));
    }
    out_.flush();
  }

 private:
  // Ends the packing, or warns if it is to keep going.
  void fail(const Entry& entry, const char* message, std::error_code error = {}) {
    if (!options_.report.keep_going || os::is_shortage(error)) {
      throw Error(Fault::input, context_.path_of(entry.name), message, error);
    }
    diagnose({Diagnostic::Severity::warning, context_.path_of(entry.name), message, error});
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

  [[nodiscard]] bool has_other_names(const Entry& entry) const {
    const FileStatus& status = *entry.status;
    return status.links > 1 && status.kind != Kind::directory && !options_.reproducible;
  }

  // A directory that is listed for what is below it. No reader has had it in hand.
  void put_parent(const Entry& entry) {
    TarHeader header = header_of(entry);
    os::Descriptor directory;
    std::error_code error;
    if (options_.every_attribute) {
      error = os::open_directory_below(context_.descriptor(), header.name, directory);
      if (!error) {
        error = archived_attributes(directory.get(), entry.kind, options_, header.attributes);
      }
    }
    if (error) fail(entry, "cannot read", error);
    put_header(header);
    end_entry();
  }

  void put_link(const Entry& entry, const std::string& earlier, const Parcel& parcel) {
    TarHeader header = header_of(entry);
    header.same_as = earlier;
    if (parcel.rest) header.attributes = parcel.rest->attributes;
    put_header(header);
    end_entry();
  }

  // False when the file cannot be read, and is missing. Its first part is read before its header is
  // put, so that most of what cannot be read leaves nothing behind, and a file that is shorter by
  // now has a true header. `status` is that of the file as it is packed.
  bool put_file(Entry& entry, Parcel& parcel, FileStatus& status) {
    TarHeader header = header_of(entry);
    os::Descriptor file;
    std::error_code error;
    status = *entry.status;
    if (parcel.content == Parcel::Content::opened) {
      file = std::move(parcel.rest->file);
      header.attributes = std::move(parcel.rest->attributes);
    } else {
      error = open_by_name(entry, file, status, header.attributes);
      if (!error && status.id != entry.status->id) {
        return miss(entry, "was replaced while the context was packed");
      }
      status.links = entry.status->links;  // counted as it is packed, whatever has become of them
    }
    std::span<const std::byte> part;
    if (!error) error = read_part(file, status.size, part);
    if (error) return miss(entry, "cannot read", error);
    if (part.size() < kPart) status.size = std::min<std::uint64_t>(status.size, part.size());
    entry.status = &status;
    header.status = normalised(status, options_);
    put_header(header, status.size);
    put_data(entry, status.size, file, part);
    end_entry();
    return true;
  }

  bool miss(const Entry& entry, const char* message, std::error_code error = {}) {
    fail(entry, message, error);
    ++missing_;
    return false;
  }

  [[nodiscard]] std::error_code open_by_name(const Entry& entry, os::Descriptor& file,
                                             FileStatus& status,
                                             std::vector<os::Attribute>& attributes) const {
    std::error_code error =
        os::open_file_below(context_.descriptor(), std::string(entry.name), file);
    if (!error) error = os::status_of(file.get(), status);
    if (!error) error = archived_attributes(file.get(), Kind::file, options_, attributes);
    return error;
  }

  // Reads the next part of a file of which `left` bytes are to come; short where the file ends.
  [[nodiscard]] std::error_code read_part(const os::Descriptor& file, std::uint64_t left,
                                          std::span<const std::byte>& part) {
    if (buffer_.empty()) buffer_.resize(kPart);
    std::size_t got = 0;
    const auto error = os::read_full(
        file.get(),
        std::span(buffer_).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPart))),
        got);
    part = std::span(buffer_).first(got);
    return error;
  }

  // `part` is the first one.
  void put_data(const Entry& entry, std::uint64_t size, const os::Descriptor& file,
                std::span<const std::byte> part) {
    while (to_come_ != 0) {
      add_data(part);
      if (to_come_ == 0) break;
      if (part.size() < kPart) return break_off(entry, "shrank while it was read", {});
      walk_.show(entry.name, bytes());
      if (const auto error = read_part(file, to_come_, part)) {
        return break_off(entry, "cannot read", error);
      }
    }
    walk_.show(entry.name, bytes());
    FileStatus after;
    if (os::status_of(file.get(), after) || after.size <= size) return;
    diagnose({Diagnostic::Severity::warning,
              context_.path_of(entry.name),
              "grew while it was read; it is packed as long as it was",
              {}});
  }

  void add_data(std::span<const std::byte> part) {
    encoder_.data(part);
    to_come_ -= part.size();
    out_.add(part);
  }

  // The header has announced more than there is.
  void break_off(const Entry& entry, const char* message, std::error_code error) {
    fail(entry, message, error);
    ++broken_off_;
    buffer_.assign(kPart, std::byte{0});
    while (to_come_ != 0) {
      add_data(std::span(buffer_).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(to_come_, kPart))));
    }
  }

  // With `data` bytes to follow.
  void put_header(const TarHeader& header, std::uint64_t data = 0) {
    std::span<const std::byte> bytes = encoder_.header(header);
    std::vector<std::byte> kept;
    if (first_ && !encoder_.is_plain()) {
      kept.assign(bytes.begin(), bytes.end());
      bytes = kept;
    }
    begin_entry(encoder_.is_plain());
    to_come_ = data;
    out_.add(bytes);
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
  std::uint64_t to_come_ = 0;  // data of the current entry still to come, or to be added
  std::uint64_t missing_ = 0;
  std::uint64_t broken_off_ = 0;
  std::size_t trailer_ = 0;  // its bytes, when it has been added
};

void cut(Packer& packer) noexcept {
  try {
    packer.cut();
  } catch (...) {  // NOLINT(bugprone-empty-catch): the sink is gone, and the cause matters more
  }
}

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
  } catch (const Error& error) {
    // A sink that failed may have taken part of a block: more would go to a wrong place.
    if (error.fault() != Fault::output) cut(packer);
    throw;
  } catch (...) {
    cut(packer);
    throw;
  }
  Report report = accounting.finish(walk.finish_sizes(), walk.count());
  packer.add_to(report);
  return report;
}

}  // namespace tare
