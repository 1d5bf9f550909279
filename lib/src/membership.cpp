// A directory hands the sets that it belongs to down to what it holds, so that a name costs one
// look-up and a copy of what the directory above has. Each root has its own names for what
// is below it, by which the patterns of its set go.

#include "membership.hpp"

#include <algorithm>
#include <utility>

#include "name_parts.hpp"
#include "tare/ignore_file.hpp"
#include "tare/matcher.hpp"

namespace tare {
namespace {

// What a root calls something in it.
std::string_view below_root(std::string_view name, std::size_t root_size) {
  return root_size == 0 ? name : name.substr(root_size + 1);
}

}  // namespace

Membership::Membership(const std::vector<Set>& sets) {
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    excludes_.emplace_back();
    if (!sets[i].excludes.empty()) {
      const Matcher matcher(IgnoreFile::of_patterns(sets[i].excludes, "--exclude"));
      excludes_.back().emplace(matcher);
    }
    for (const std::string& root : sets[i].roots) {
      roots_[root].push_back({i, static_cast<std::uint32_t>(root.size()), {}});
    }
  }
  for (const auto& [name, members] : roots_) sorted_.push_back(name);
  std::sort(sorted_.begin(), sorted_.end());
  const std::span<const Member> everything = at("");
  levels_.emplace_back(everything.begin(), everything.end());
}

std::span<const Membership::Member> Membership::at(std::string_view name) const {
  const auto found = roots_.find(name);
  if (found == roots_.end()) return {};
  return found->second;
}

void Membership::enter(std::string_view directory) {
  std::vector<Member> members = levels_.back();
  for (Member& member : members) {
    if (std::optional<Scan>& excludes = excludes_[member.set]) {
      member.state = excludes->match(below_root(directory, member.root_size), member.state);
    }
  }
  for (const Member& member : at(directory)) {
    // Without patterns, a root below another one of its set adds nothing.
    const bool known = std::any_of(members.begin(), members.end(), [&](const Member& each) {
      return each.set == member.set && !excludes_[member.set];
    });
    if (!known) members.push_back(member);
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.set < b.set; });
  levels_.push_back(std::move(members));
}

bool Membership::leaves_out(const Member& member, std::string_view name, Kind kind) {
  std::optional<Scan>& excludes = excludes_[member.set];
  if (!excludes) return false;
  if (name.size() == member.root_size) {  // a root has no name in itself, but a single file has
    return kind != Kind::directory && excludes->match(base_of(name), {}).verdict().excluded;
  }
  return excludes->match(below_root(name, member.root_size), member.state).verdict().excluded;
}

void Membership::add(std::string_view name, Kind kind, std::span<const Member> members) {
  for (const Member& member : members) {
    if (!leaves_out(member, name, kind)) found_.push_back(member.set);
  }
}

std::span<const std::uint32_t> Membership::of(std::string_view name, Kind kind) {
  branch_.go_to(
      parent_of(name), [this](std::string_view) { levels_.pop_back(); },
      [this](std::string_view directory) { enter(directory); });
  found_.clear();
  add(name, kind, levels_.back());
  if (const std::span<const Member> own = at(name); !own.empty()) {
    add(name, kind, own);
    std::sort(found_.begin(), found_.end());
  }
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  return found_;
}

Membership::Below Membership::below(std::string_view name) const {
  const std::string prefix = std::string(name) + "/";
  const auto root = std::lower_bound(sorted_.begin(), sorted_.end(), prefix);
  bool mixed = root != sorted_.end() && root->starts_with(prefix);
  for (const Member& member : levels_.back()) mixed = mixed || excludes_[member.set];
  for (const Member& member : at(name)) mixed = mixed || excludes_[member.set];
  return mixed ? Below::mixed : Below::same;
}

}  // namespace tare
