#include "contributors.hpp"

#include <algorithm>
#include <utility>

#include "name_parts.hpp"

// A directory stands for what is in it, unless one thing in there makes up nearly all of it: then
// that says more. So what is told is neither `src/`, for one video in there, nor a thousand small
// files for `node_modules/`.

namespace tare {
namespace {

bool is_nearly_all(std::uint64_t part, std::uint64_t whole) { return part >= whole - whole / 4; }

}  // namespace

void LargestFew::add(Contributor contributor) {
  if (!takes(size_of(contributor))) return;
  const auto at = std::upper_bound(
      all_.begin(), all_.end(), contributor,
      [&](const Contributor& a, const Contributor& b) { return size_of(a) > size_of(b); });
  all_.insert(at, std::move(contributor));
  if (all_.size() > most_) all_.pop_back();
}

void Contributors::include(const Entry& entry, std::uint64_t bytes) {
  if (entry.kind != Kind::file) return;
  go_to(parent_of(entry.name));
  Level& level = levels_.back();
  ++level.files;
  ++level.own_files;
  level.bytes += bytes;
  level.own_bytes += bytes;
  // By files, one file is nothing to tell.
  if (by_ == LargestFew::By::bytes && bytes != 0 && level.largest.takes(bytes)) {
    level.largest.add({std::string(entry.name), 1, bytes, ""});
  }
}

void Contributors::go_to(std::string_view directory) {
  branch_.go_to(
      directory, [this](std::string_view left) { close(left); },
      [this](std::string_view) { levels_.emplace_back(by_, most_); });
}

void Contributors::close(std::string_view directory) {
  const Level level = std::move(levels_.back());
  levels_.pop_back();
  Level& parent = levels_.back();
  parent.files += level.files;
  parent.bytes += level.bytes;
  const Contributor whole{std::string(directory) + "/", level.files, level.bytes, ""};
  const std::vector<Contributor>& parts = level.largest.all();
  const LargestFew& by = level.largest;
  if (!parts.empty() && is_nearly_all(by.size_of(parts.front()), by.size_of(whole))) {
    for (const Contributor& part : parts) parent.largest.add(part);
  } else if (by.size_of(whole) != 0) {
    parent.largest.add(whole);
  }
}

std::vector<Contributor> Contributors::finish() {
  go_to("");
  Level& root = levels_.front();
  if (by_ == LargestFew::By::files && root.own_files > 1) {
    root.largest.add({"./", root.own_files, root.own_bytes, ""});
  }
  std::vector<Contributor> all = root.largest.all();
  const auto is_little = [&](const Contributor& each) {
    return root.largest.size_of(each) <
           root.largest.size_of({"", root.files, root.bytes, ""}) / 100;
  };
  all.erase(std::find_if(all.begin(), all.end(), is_little), all.end());
  return all;
}

}  // namespace tare
