#include <utility>

#include "inventory_parts.hpp"
#include "os.hpp"
#include "tare/inventory.hpp"
#include "tare/walk.hpp"

namespace tare {
namespace {

class InventoryCollector : public Visitor {
 public:
  InventoryCollector(Inventory::Parts& parts, const InventoryOptions& options)
      : parts_(parts), options_(options) {}

  Next include(const Entry& entry) override {
    item_.name = entry.name;
    item_.kind = entry.status->kind;
    item_.mode = entry.status->mode;
    item_.size = entry.status->size;
    item_.special_major = entry.status->special_major;
    item_.special_minor = entry.status->special_minor;
    if (item_.kind == Kind::symlink) read_target();
    parts_.add(item_);
    return Next::go_on;
  }

  void diagnose(const Diagnostic& diagnostic) override {
    if (options_.diagnose) options_.diagnose(diagnostic);
  }

 private:
  void read_target() {
    const int root = parts_.context->descriptor();
    const std::size_t slash = item_.name.rfind('/');
    std::error_code error;
    if (slash == std::string::npos) {
      error = os::read_link(root, item_.name.c_str(), item_.target);
    } else {
      os::Descriptor parent;
      error = os::open_directory_below(root, item_.name.substr(0, slash), parent);
      if (!error) {
        error = os::read_link(parent.get(), item_.name.c_str() + slash + 1, item_.target);
      }
    }
    if (error) {
      throw Error(Fault::input, parts_.context->path_of(item_.name), "cannot read this link",
                  error);
    }
  }

  Inventory::Parts& parts_;
  const InventoryOptions& options_;
  InventoryItem item_;
};

}  // namespace

void Inventory::Parts::add(const InventoryItem& item) {
  FileStatus status;
  status.kind = item.kind;
  status.size = item.size;
  total.add(status);
  items.add(item);
}

Inventory::Inventory(const Context& context, const InventoryOptions& options) {
  const auto parts = std::make_shared<Parts>();
  parts->context = context;
  WalkOptions walk_options;
  walk_options.include_build_files = true;
  walk_options.included_status = StatusOf::everything;
  walk_options.threads = options.threads;
  walk_options.progress = options.progress;
  InventoryCollector collector(*parts, options);
  walk(context, walk_options, collector);
  parts_ = parts;
}

const Tally& Inventory::total() const noexcept { return parts_->total; }

}  // namespace tare
