#include "sizer.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "mount.hpp"

namespace tare {
namespace {

// From here on a name is long enough for a descriptor to be kept that makes it shorter.
constexpr std::size_t kLongName = 512;

}  // namespace

// What is sized next mostly lies in what was sized last. Going there from the context each time
// would take time with the square of the depth: a minute at 10,000 levels.
std::error_code Sizer::open(const std::string& name, os::Descriptor& out, bool& mounted) const {
  const std::size_t known = last_name_.size();
  if (last_ && name.size() > known && name[known] == '/' && name.starts_with(last_name_)) {
    return os::open_directory_below(last_.get(), name.substr(known + 1), out, mounted);
  }
  return os::open_directory_below(context_.descriptor(), name, out, mounted);
}

std::vector<Sizing> Sizer::size(const Sizing& directory) {
  std::vector<Sizing> below;
  os::Descriptor opened;
  os::Listing names;
  bool mounted = false;
  std::error_code error = open(directory.name, opened, mounted);
  const bool asked = mounted || context_.one_file_system();
  const bool out = !error && asked && stays_out(directory, opened.get());
  if (!error && !out) error = os::list(opened.get(), names);
  if (error) warn(directory, error);
  Tally& tally = tallies_[directory.place];
  // A directory that is not needed is in no tree of sizes, and has no parent there.
  const bool in_tree = parts_ && directory.parent != nullptr;
  if (in_tree) {
    const std::size_t base = directory.name.rfind('/') + 1;  // 0 without one
    parts_->begin(directory.parent, std::string_view(directory.name).substr(base), directory.place);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    add(directory, opened.get(), names, i, tally, below);
  }
  if (in_tree) parts_->end(!below.empty());
  last_.reset();
  if (!below.empty() && directory.name.size() > kLongName) {
    last_ = std::move(opened);
    last_name_ = directory.name;
  }
  return below;
}

void Sizer::add(const Sizing& directory, int opened, const os::Listing& names, std::size_t index,
                Tally& tally, std::vector<Sizing>& below) {
  const char* base = names.name(index);
  const bool in_tree = parts_ && directory.parent != nullptr;
  FileStatus status;
  // Only regular files have bytes; the kind of the others mostly comes with the name.
  if (!names.kind(index, status.kind) || status.kind == Kind::file) {
    if (const auto error = os::status(opened, base, status)) {
      const bool gone = error == std::errc::no_such_file_or_directory;
      if (!gone) warn({directory.name + '/' + base, directory.place, nullptr}, error);
      return;
    }
  }
  if (status.kind == Kind::directory) {
    below.push_back(
        {directory.name + '/' + base, directory.place, in_tree ? parts_->open() : nullptr});
  } else if (status.kind == Kind::file && status.links > 1) {
    found_.linked.push_back({directory.place, status.id, status.size,
                             in_tree ? parts_->add_link(base, status.size) : nullptr});
    status.size = 0;
  } else if (status.kind == Kind::file && in_tree) {
    parts_->add_file(base, status.size);
  }
  tally.add(status);
}

bool Sizer::stays_out(const Sizing& directory, int opened) {
  const Mount mount = mount_of(context_, opened);
  if (mount == Mount::kernels) {
    found_.diagnostics.push_back({Diagnostic::Severity::note,
                                  context_.path_of(directory.name),
                                  "shows what the kernel knows, and is not measured",
                                  {}});
  }
  return mount != Mount::none;
}

void Sizer::warn(const Sizing& where, std::error_code error) {
  found_.incomplete.push_back(where.place);
  found_.diagnostics.push_back({Diagnostic::Severity::warning, context_.path_of(where.name),
                                "cannot be measured; the bytes that are left out are a lower bound",
                                error});
}

void Sizer::hand_over(Sizes& total) {
  total.tallies.insert(total.tallies.end(), tallies_.begin(), tallies_.end());
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(total.linked, found_.linked);
  append(total.incomplete, found_.incomplete);
  append(total.diagnostics, found_.diagnostics);
  if (parts_) total.trees.push_back(std::move(parts_));
}

}  // namespace tare
