#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "inventory_parts.hpp"
#include "tar_reader.hpp"
#include "tare/printable.hpp"

// A tar is a list of things to do one after the other. So the last entry of a name counts, and one
// that is no directory takes away what earlier ones have put below its name. Most archives come in
// Docker's order already and need no sorting.

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

// The entries, with names and link targets in one place each.
class Entries {
 public:
  explicit Entries(std::string where) : where_(std::move(where)) {}

  void add(const TarItem& item) {
    const std::string name = inside(item.name);
    if (name.empty()) return;
    Entry entry;
    entry.name = keep(name);
    entry.name_size = static_cast<std::uint32_t>(name.size());
    entry.kind = item.kind;
    entry.hard_link = !item.same_as.empty();
    const std::string& target = entry.hard_link ? inside(item.same_as) : item.target;
    entry.target = keep(target);
    entry.target_size = static_cast<std::uint32_t>(target.size());
    entry.mode = item.mode;
    entry.size = item.size;
    entry.special_major = item.special_major;
    entry.special_minor = item.special_minor;
    entry.digest = item.digest;
    sorted_ = sorted_ && (entries_.empty() || comes_before(name_of(entries_.back()), name));
    entries_.push_back(entry);
  }

  void put_into(Inventory::Parts& parts) {
    order_.resize(entries_.size());
    std::iota(order_.begin(), order_.end(), 0u);
    if (!sorted_) {
      std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return comes_before(name_of(entries_[a]), name_of(entries_[b]));
      });
    }
    std::optional<std::uint32_t> cover;  // the last entry that is no directory
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const std::uint32_t at = order_[i];
      const std::string_view name = name_of(entries_[at]);
      if (i + 1 < order_.size() && name_of(entries_[order_[i + 1]]) == name) continue;
      if (cover && at < *cover && is_below(name, name_of(entries_[*cover]))) continue;
      if (entries_[at].kind != Kind::directory) cover = at;
      parts.add(item_of(at));
    }
  }

 private:
  struct Entry {
    std::size_t name = 0;
    std::size_t target = 0;
    std::uint32_t name_size = 0;
    std::uint32_t target_size = 0;
    std::uint64_t size = 0;
    Kind kind = Kind::file;
    bool hard_link = false;
    std::uint32_t mode = 0;
    std::uint32_t special_major = 0;
    std::uint32_t special_minor = 0;
    Sha256Digest digest = {};
  };

  std::string inside(const std::string& name) const {
    std::optional<std::string> found = name_inside(name);
    if (!found) {
      throw Error(Fault::input, where_,
                  "holds the name " + quoted(name) + ", which leads out of the context");
    }
    return *std::move(found);
  }

  std::size_t keep(std::string_view text) {
    const std::size_t at = names_.size();
    names_ += text;
    return at;
  }

  [[nodiscard]] std::string_view name_of(const Entry& entry) const {
    return std::string_view(names_).substr(entry.name, entry.name_size);
  }

  [[nodiscard]] std::string_view target_of(const Entry& entry) const {
    return std::string_view(names_).substr(entry.target, entry.target_size);
  }

  // What the entry at `at` leads to. A hard link may lead to an earlier hard link.
  [[nodiscard]] const Entry& resolve(std::uint32_t at) const {
    const std::uint32_t link = at;
    for (int steps = 0; entries_[at].hard_link; ++steps) {
      const std::optional<std::uint32_t> found = last_before(at, target_of(entries_[at]));
      if (!found || steps == kMostSteps) {
        throw Error(Fault::input, where_,
                    "holds the hard link " + quoted(name_of(entries_[link])) +
                        ", which leads to nothing that comes before it");
      }
      at = *found;
    }
    return entries_[at];
  }

  // The last entry called `name` of those before the entry at `end`.
  [[nodiscard]] std::optional<std::uint32_t> last_before(std::uint32_t end,
                                                         std::string_view name) const {
    const auto behind =
        std::partition_point(order_.begin(), order_.end(), [&](std::uint32_t entry) {
          const std::string_view other = name_of(entries_[entry]);
          return other == name ? entry < end : comes_before(other, name);
        });
    if (behind == order_.begin() || name_of(entries_[*(behind - 1)]) != name) return std::nullopt;
    return *(behind - 1);
  }

  [[nodiscard]] InventoryItem item_of(std::uint32_t at) const {
    const Entry& entry = resolve(at);
    InventoryItem item;
    item.name = name_of(entries_[at]);
    item.kind = entry.kind;
    item.mode = entry.mode;
    item.special_major = entry.special_major;
    item.special_minor = entry.special_minor;
    if (item.kind == Kind::symlink) item.target = target_of(entry);
    if (item.kind == Kind::file) {
      item.size = entry.size;
      item.digest = entry.digest;
    }
    return item;
  }

  std::string where_;
  std::string names_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> order_;
  bool sorted_ = true;
};

}  // namespace

Inventory Inventory::of_tar(int fd, const std::string& name) {
  const auto parts = std::make_shared<Parts>();
  Entries entries(name);
  read_tar(fd, name, [&](const TarItem& item) { entries.add(item); });
  entries.put_into(*parts);
  parts->items.shrink_to_fit();
  return Inventory(parts);
}

}  // namespace tare
