#include "tare/offer.hpp"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "offer_index.hpp"
#include "offer_reader.hpp"
#include "told_file.hpp"
#include "tree_walk.hpp"

namespace tare {
namespace {

class OfferReceiver : public Receiver {
 public:
  OfferReceiver(const Context& context, const OfferOptions& options, OfferIndex& index,
                const std::function<void(const OfferedEntry&)>& tell)
      : context_(context), options_(options), index_(index), tell_(tell) {}

  void include(const Entry& entry, Cargo* cargo, std::uint32_t parcel) override {
    if (parcel == Event::kNone) {
      tell_parent(entry);
    } else {
      const auto& all = static_cast<const OfferCargo&>(*cargo);
      take(*entry.status, all.parcels[parcel], all);
      tell(entry.name, *entry.status);
    }
  }
  void exclude(const Entry& /*entry*/, Visitor::Extent /*extent*/) override {}
  void pass_over(const Entry& /*entry*/, Visitor::Extent /*extent*/) override {}
  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.diagnose) options_.diagnose(diagnostic);
  }

 private:
  void take(const FileStatus& status, const OfferParcel& parcel, const OfferCargo& cargo) {
    times_ = parcel.times;
    link_ = status.kind == Kind::symlink ? cargo.at(parcel.target) : std::string_view();
    attributes_.clear();
    for (std::uint32_t i = parcel.attributes_begin; i < parcel.attributes_end; ++i) {
      const OfferCargo::Attribute& attribute = cargo.attributes[i];
      attributes_.push_back({cargo.at(attribute.name), cargo.at(attribute.value)});
    }
  }

  // A directory that is left out and listed for what is below. Readers know that only later, so it
  // is opened again.
  void tell_parent(const Entry& entry) {
    const std::string name(entry.name);
    os::Descriptor opened;
    FileStatus status;
    std::vector<os::Attribute> attributes;
    auto error = os::open_directory_below(context_.descriptor(), name, opened);
    if (!error) error = os::status_of(opened.get(), status, times_);
    if (!error) error = os::attributes(opened.get(), attributes);
    if (error) throw Error(Fault::input, context_.path_of(name), "cannot look at this", error);
    link_ = {};
    attributes_.clear();
    for (const os::Attribute& attribute : attributes) {
      attributes_.push_back({attribute.name, attribute.value});
    }
    tell(entry.name, status);
  }

  void tell(std::string_view name, const FileStatus& status) {
    OfferedEntry entry;
    entry.id = next_id_++;
    entry.name = name;
    entry.kind = status.kind;
    entry.mode = status.mode;
    entry.size = status.kind == Kind::directory ? 0 : status.size;
    entry.mtime = times_.modified;
    entry.link = link_;
    entry.special_major = is_device(status.kind) ? status.special_major : 0;
    entry.special_minor = is_device(status.kind) ? status.special_minor : 0;
    entry.attributes = attributes_;
    const bool further = find_first_name(status, entry.id);
    if (further) entry.link = first_name_;
    IndexedEntry indexed;
    if (status.kind == Kind::file) {
      indexed = {further ? IndexedEntry::Content::further : IndexedEntry::Content::own, status.size,
                 status.id, times_};
    }
    index_.add(name, indexed);
    tell_(entry);
  }

  // Whether what has `status` has been told by another name.
  [[nodiscard]] bool find_first_name(const FileStatus& status, std::uint32_t id) {
    if (status.links < 2 || status.kind == Kind::directory || status.kind == Kind::symlink) {
      return false;
    }
    const auto [known, fresh] = linked_.try_emplace(status.id, id);
    if (fresh) return false;
    IndexedEntry ignored;
    return index_.find(known->second, first_name_, ignored);
  }

  const Context& context_;
  const OfferOptions& options_;
  OfferIndex& index_;
  const std::function<void(const OfferedEntry&)>& tell_;
  std::uint32_t next_id_ = 0;
  std::unordered_map<FileId, std::uint32_t, FileIdHash> linked_;  // first names
  // Of the entry that is being told.
  os::FileTimes times_;
  std::string_view link_;
  std::string first_name_;
  std::vector<OfferedAttribute> attributes_;
};

}  // namespace

struct OfferedFile::State {
  ToldFile file;
};

OfferedFile::OfferedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
OfferedFile::OfferedFile(OfferedFile&& other) noexcept = default;
OfferedFile& OfferedFile::operator=(OfferedFile&& other) noexcept = default;
OfferedFile::~OfferedFile() = default;

std::size_t OfferedFile::read(std::span<std::byte> buffer) { return state_->file.read(buffer); }

struct Offer::Work {
  Context context;
  OfferOptions options;
  OfferIndex index;
  bool walked = false;

  Work(Context its_context, OfferOptions its_options)
      : context(std::move(its_context)), options(std::move(its_options)) {}

  void find(std::uint32_t id, std::string& name, IndexedEntry& entry) const {
    if (index.find(id, name, entry)) return;
    throw Error(Fault::usage, "", "nothing has been told with the number " + std::to_string(id));
  }
};

Offer::Offer(Context context, OfferOptions options)
    : work_(std::make_unique<Work>(std::move(context), std::move(options))) {}

Offer::~Offer() = default;

WalkCount Offer::walk(const std::function<void(const OfferedEntry&)>& tell) {
  if (std::exchange(work_->walked, true)) {
    throw Error(Fault::usage, "", "an offer is told once; make another one");
  }
  WalkOptions options;
  options.included_status = StatusOf::everything;
  options.threads = work_->options.threads;
  options.choose = work_->options.choose;
  options.stop = work_->options.stop;
  OfferReceiver receiver(work_->context, work_->options, work_->index, tell);
  TreeWalk walk(work_->context, options, [] { return std::make_unique<OfferReader>(); });
  walk.run(receiver);
  return walk.count();
}

OfferedFile Offer::open(std::uint32_t id) const {
  std::string name;
  IndexedEntry entry;
  work_->find(id, name, entry);
  const std::string path = work_->context.path_of(name);
  if (entry.content == IndexedEntry::Content::none) {
    throw Error(Fault::usage, path, "is no regular file, and has nothing to be fetched");
  }
  if (entry.content == IndexedEntry::Content::further) {
    throw Error(Fault::usage, path,
                "is a further name of a file, which has to be fetched by its first");
  }
  return OfferedFile(std::unique_ptr<OfferedFile::State>(
      new OfferedFile::State{ToldFile(work_->context.descriptor(), name, path, entry)}));
}

std::string Offer::name(std::uint32_t id) const {
  std::string name;
  IndexedEntry entry;
  work_->find(id, name, entry);
  return name;
}

}  // namespace tare
