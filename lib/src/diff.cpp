#include "tare/diff.hpp"

#include <utility>

#include "content.hpp"
#include "inventory_parts.hpp"

// Both lists come in the same order, so they are gone through side by side. When a directory is
// found on one side only, the next name of the other side tells whether anything below it is there.

namespace tare {
namespace {

class Side {
 public:
  explicit Side(const Inventory::Parts& parts)
      : reader_(parts.items),
        context_(parts.context ? &*parts.context : nullptr),
        more_(reader_.next()) {}

  [[nodiscard]] bool more() const noexcept { return more_; }
  [[nodiscard]] const InventoryItem& item() const noexcept { return reader_.item(); }
  [[nodiscard]] ContentComparer::File file() const { return {item(), context_}; }
  void advance() { more_ = reader_.next(); }

 private:
  InventoryItems::Reader reader_;
  const Context* context_;
  bool more_;
};

FileStatus status_of(const InventoryItem& item) {
  FileStatus status;
  status.kind = item.kind;
  status.size = item.size;
  return status;
}

Change::Side side_of(const InventoryItem& item) { return {item.kind, item.mode, item.size}; }

class Comparison {
 public:
  Comparison(const Inventory::Parts& before, const Inventory::Parts& after)
      : before_(before), after_(after) {
    diff_.before = before.total;
    diff_.after = after.total;
  }

  Diff run() {
    while (before_.more() || after_.more()) {
      if (!after_.more() ||
          (before_.more() && comes_before(before_.item().name, after_.item().name))) {
        only(before_, after_, Change::Type::removed);
      } else if (!before_.more() || before_.item().name != after_.item().name) {
        only(after_, before_, Change::Type::added);
      } else {
        both();
        before_.advance();
        after_.advance();
      }
    }
    return std::move(diff_);
  }

 private:
  // `here` has something that `there` lacks.
  void only(Side& here, const Side& there, Change::Type type) {
    const bool added = type == Change::Type::added;
    Change change;
    change.name = here.item().name;
    change.type = type;
    Change::Side& side = added ? change.after : change.before;
    side = side_of(here.item());
    change.whole = here.item().kind == Kind::directory &&
                   !(there.more() && is_below(there.item().name, change.name));
    Tally tally;
    do {
      tally.add(status_of(here.item()));
      here.advance();
    } while (change.whole && here.more() && is_below(here.item().name, change.name));
    side.bytes = tally.bytes;
    change.files = tally.files;
    (added ? diff_.added : diff_.removed) += tally;
    diff_.changes.push_back(std::move(change));
  }

  void both() {
    const InventoryItem& before = before_.item();
    const InventoryItem& after = after_.item();
    Change change;
    change.kind_differs = before.kind != after.kind;
    if (!change.kind_differs) {
      change.mode_differs = before.kind != Kind::symlink && before.mode != after.mode;
      change.target_differs = before.target != after.target;
      change.device_differs = before.special_major != after.special_major ||
                              before.special_minor != after.special_minor;
      change.content_differs =
          before.kind == Kind::file &&
          (before.size != after.size || !contents_.equal(before_.file(), after_.file()));
    }
    if (differences(change).empty()) return;
    change.name = after.name;
    change.files = before.kind == Kind::file || after.kind == Kind::file ? 1 : 0;
    change.before = side_of(before);
    change.after = side_of(after);
    ++diff_.changed;
    diff_.changed_bytes += growth(change);
    diff_.changes.push_back(std::move(change));
  }

  Side before_;
  Side after_;
  ContentComparer contents_;
  Diff diff_;
};

}  // namespace

Diff diff(const Inventory& before, const Inventory& after) {
  return Comparison(before.parts(), after.parts()).run();
}

std::int64_t growth(const Change& change) noexcept {
  return static_cast<std::int64_t>(change.after.bytes - change.before.bytes);
}

std::vector<std::string> differences(const Change& change) {
  std::vector<std::string> words;
  if (change.kind_differs) words.emplace_back("kind");
  if (change.mode_differs) words.emplace_back("mode");
  if (change.target_differs) words.emplace_back("target");
  if (change.content_differs) words.emplace_back("content");
  if (change.device_differs) words.emplace_back("device");
  return words;
}

}  // namespace tare
