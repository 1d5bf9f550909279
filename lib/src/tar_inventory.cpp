#include <algorithm>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "inventory_parts.hpp"
#include "tar_reader.hpp"
#include "tare/figures.hpp"
#include "tare/printable.hpp"

// A tar is a list of things to do one after the other. So the last entry of a name counts, and one
// that is no directory takes away what earlier ones have put below its name. Sorted lists are small
// (see InventoryItems), and a tar in Docker's order makes but one.

namespace tare {
namespace {

// Of hard links to hard links: each name of a chain would be followed to its end.
constexpr int kMostSteps = 100;

// The name that an entry gets in the context: no `.`, no `/` in front. Empty for the context
// itself, nothing for a name that leads out of it.
std::optional<std::string> name_inside(std::string_view name) {
  std::vector<std::string_view> parts;
  while (!name.empty()) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, slash);
    name.remove_prefix(std::min(slash + 1, name.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  std::string inside;
  for (const std::string_view part : parts) {
    if (!inside.empty()) inside += '/';
    inside += part;
  }
  return inside;
}

bool is_earlier(const InventoryItem& one, const InventoryItem& other) {
  return one.name == other.name ? one.number < other.number : comes_before(one.name, other.name);
}

// Goes through sorted lists as if they were one.
class MergedRuns {
 public:
  explicit MergedRuns(const std::vector<InventoryItems>& runs) {
    for (const InventoryItems& run : runs) push(&readers_.emplace_back(run));
  }
  // Frees what it has gone through.
  explicit MergedRuns(std::vector<InventoryItems>&& runs) {
    for (InventoryItems& run : runs) push(&readers_.emplace_back(std::move(run)));
  }

  // Null at the end; valid until the next call.
  const InventoryItem* next() {
    if (current_ != nullptr) push(current_);
    if (waiting_.empty()) return nullptr;
    std::pop_heap(waiting_.begin(), waiting_.end(), kIsLater);
    current_ = waiting_.back();
    waiting_.pop_back();
    return &current_->item();
  }

 private:
  static constexpr auto kIsLater = [](const InventoryItems::Reader* one,
                                      const InventoryItems::Reader* other) {
    return is_earlier(other->item(), one->item());
  };

  void push(InventoryItems::Reader* reader) {
    if (!reader->next()) return;
    waiting_.push_back(reader);
    std::push_heap(waiting_.begin(), waiting_.end(), kIsLater);
  }

  std::list<InventoryItems::Reader> readers_;
  std::vector<InventoryItems::Reader*> waiting_;
  InventoryItems::Reader* current_ = nullptr;
};

// The entries of a tar as sorted lists: what fits into one goes there, some thousands at a time.
class Entries {
 public:
  Entries(std::string where, std::uint64_t most_kept)
      : where_(std::move(where)), most_kept_(most_kept) {}

  void add(const TarItem& entry) {
    InventoryItem item;
    item.name = inside(entry.name);
    if (item.name.empty()) return;
    item.kind = entry.kind;
    item.mode = entry.mode;
    item.number = ++count_;
    item.hard_link = !entry.same_as.empty();
    item.target = item.hard_link ? inside(entry.same_as) : entry.target;
    item.special_major = entry.special_major;
    item.special_minor = entry.special_minor;
    if (item.hard_link) {
      if (versions_.try_emplace(item.target).second) keep(sizeof(item) + item.target.size());
    } else if (item.kind == Kind::file && entry.size != 0) {
      item.size = entry.size;
      item.digest = entry.digest;
    }
    waiting_bytes_ += item.name.size() + item.target.size();
    waiting_.push_back(std::move(item));
    if (waiting_.size() == kRunSize || waiting_bytes_ > kRunBytes) sort_waiting();
  }

  void put_into(Inventory::Parts& parts) {
    sort_waiting();
    find_versions();
    MergedRuns merged(std::move(runs_));
    InventoryItem item;
    InventoryItem cover;  // the last one that is no directory
    const InventoryItem* next = merged.next();
    while (next != nullptr) {
      item = *next;
      next = merged.next();
      if (next != nullptr && next->name == item.name) continue;
      if (item.number < cover.number && is_below(item.name, cover.name)) continue;
      const InventoryItem resolved = resolve(item);
      if (resolved.kind != Kind::directory) cover = item;
      parts.add(resolved);
    }
  }

 private:
  static constexpr std::size_t kRunSize = std::size_t{1} << 15;
  static constexpr std::size_t kRunBytes = std::size_t{16} << 20;  // of names

  void keep(std::uint64_t bytes) {
    kept_ += bytes;
    if (kept_ > most_kept_) {
      throw Error(Fault::input, where_,
                  "holds names that take more than " + size_text(most_kept_) +
                      "; compare the directories instead");
    }
  }

  [[nodiscard]] std::string inside(const std::string& name) const {
    std::optional<std::string> found = name_inside(name);
    if (!found) {
      throw Error(Fault::input, where_,
                  "holds the name " + tare::quoted(name) + ", which leads out of the context");
    }
    return *std::move(found);
  }

  void sort_waiting() {
    if (waiting_.empty()) return;
    std::sort(waiting_.begin(), waiting_.end(), is_earlier);
    if (runs_.empty() || !comes_before(runs_.back().last_name(), waiting_.front().name)) {
      runs_.emplace_back();
    }
    for (const InventoryItem& item : waiting_) keep(runs_.back().add(item));
    waiting_.clear();
    waiting_bytes_ = 0;
  }

  // What hard links lead to.
  void find_versions() {
    if (versions_.empty()) return;
    MergedRuns merged(runs_);
    while (const InventoryItem* item = merged.next()) {
      const auto found = versions_.find(item->name);
      if (found == versions_.end()) continue;
      keep(sizeof(*item) + item->name.size() + item->target.size());
      found->second.push_back(*item);
    }
  }

  // The last entry called `name` of those before entry `number`.
  [[nodiscard]] const InventoryItem* version_before(const std::string& name,
                                                    std::uint64_t number) const {
    const std::vector<InventoryItem>& versions = versions_.at(name);
    const auto behind =
        std::partition_point(versions.begin(), versions.end(),
                             [&](const InventoryItem& version) { return version.number < number; });
    return behind == versions.begin() ? nullptr : &*(behind - 1);
  }

  // A hard link may lead to an earlier hard link.
  [[nodiscard]] InventoryItem resolve(const InventoryItem& item) const {
    const InventoryItem* found = &item;
    for (int steps = 0; found != nullptr && found->hard_link; ++steps) {
      found = steps == kMostSteps ? nullptr : version_before(found->target, found->number);
    }
    if (found == nullptr) {
      throw Error(Fault::input, where_,
                  "holds the hard link " + tare::quoted(item.name) +
                      ", which leads to nothing that comes before it");
    }
    InventoryItem resolved = *found;
    resolved.name = item.name;
    resolved.number = 0;
    return resolved;
  }

  std::string where_;
  std::uint64_t most_kept_;
  std::uint64_t count_ = 0;
  std::uint64_t kept_ = 0;  // bytes
  std::size_t waiting_bytes_ = 0;
  std::vector<InventoryItem> waiting_;
  std::vector<InventoryItems> runs_;
  std::unordered_map<std::string, std::vector<InventoryItem>> versions_;
};

}  // namespace

Inventory Inventory::of_tar(int fd, const std::string& name, std::uint64_t most_kept) {
  const auto parts = std::make_shared<Parts>();
  Entries entries(name, most_kept);
  read_tar(fd, name, [&](const TarItem& item) { entries.add(item); });
  entries.put_into(*parts);
  return Inventory(parts);
}

}  // namespace tare
