#include "digest_sets.hpp"

#include <algorithm>
#include <array>
#include <numeric>

// Often an instruction takes all that there is. So all sets begin as one group; an entry that only
// some of a group have splits it, and the new group goes on from a copy of what has been hashed.

namespace tare {
namespace {

constexpr std::size_t kRecordBytes = std::size_t{32} << 10;

char letter_of(Kind kind) {
  constexpr std::array<char, 7> kLetters{'f', 'd', 'l', 'p', 'c', 'b', 's'};
  return kLetters.at(static_cast<std::size_t>(kind));
}

}  // namespace

void add_record(std::string& text, std::string_view name, const FileStatus& status,
                std::string_view content) {
  text += letter_of(status.kind);
  text += ' ';
  const std::uint32_t mode = status.kind == Kind::symlink ? 0777 : status.mode;
  for (const unsigned shift : {9u, 6u, 3u, 0u})
    text += static_cast<char>('0' + (mode >> shift & 7u));
  text += ' ';
  if (status.kind == Kind::file || status.kind == Kind::symlink) {
    text += content;
  } else if (status.kind == Kind::character_device || status.kind == Kind::block_device) {
    text += std::to_string(status.special_major) + ':' + std::to_string(status.special_minor);
  } else {
    text += '-';
  }
  text += ' ';
  text += name;
  text += '\0';
}

DigestSets::DigestSets(std::uint32_t sets) : groups_(1), group_of_(sets, 0) {
  groups_.front().waiting = "tare entries 1\n";
  groups_.front().sets.resize(sets);
  std::iota(groups_.front().sets.begin(), groups_.front().sets.end(), 0u);
}

void DigestSets::add(std::string_view record, std::span<const std::uint32_t> members) {
  touched_.clear();
  for (const std::uint32_t set : members) {
    Group& group = groups_[group_of_[set]];
    if (group.joined++ == 0) touched_.push_back(group_of_[set]);
  }
  for (const std::uint32_t index : touched_) {
    const bool all = groups_[index].joined == groups_[index].sets.size();
    groups_[index].joined = 0;
    Group& group = groups_[all ? index : split(index, members)];
    group.waiting += record;
    if (group.waiting.size() >= kRecordBytes) flush(group);
  }
}

// Moves those of `members` that are in the group to a new one.
std::uint32_t DigestSets::split(std::uint32_t group, std::span<const std::uint32_t> members) {
  const auto fresh = static_cast<std::uint32_t>(groups_.size());
  flush(groups_[group]);
  groups_.push_back({groups_[group].sha256, {}, {}, 0});
  for (const std::uint32_t set : members) {
    if (group_of_[set] != group) continue;
    group_of_[set] = fresh;
    groups_.back().sets.push_back(set);
  }
  std::erase_if(groups_[group].sets, [&](std::uint32_t set) { return group_of_[set] == fresh; });
  return fresh;
}

void DigestSets::flush(Group& group) {
  group.sha256.update(std::as_bytes(std::span(group.waiting)));
  group.waiting.clear();
}

Sha256Digest DigestSets::finish(std::uint32_t set) {
  Group& group = groups_[group_of_[set]];
  flush(group);
  return Sha256(group.sha256).finish();
}

}  // namespace tare
