#include "archive_truth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "contents.hpp"

namespace races {
namespace {

// Depth first, names of a directory by bytes: as if `/` came before all other bytes.
bool comes_before(std::string_view a, std::string_view b) {
  const auto rank = [](char byte) {
    return byte == '/' ? 0 : 1 + static_cast<unsigned char>(byte);
  };
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [&](char x, char y) { return rank(x) < rank(y); });
}

std::string_view without_slash(std::string_view name) {
  return name.ends_with('/') ? name.substr(0, name.size() - 1) : name;
}

bool is_excluded(std::string_view name) {
  if (name.size() < 3 || name[0] != 't' || name[2] != '/') return false;
  const std::string_view inside = name.substr(3);
  const bool out =
      inside.starts_with("out/") && inside != "out/" && !inside.starts_with("out/keep");
  return out || inside.starts_with("work") || without_slash(name).ends_with(".tmp");
}

std::string wrong_link(const test::TarEntry& entry, const std::set<std::string>& files) {
  if (!files.contains(entry.target)) {
    return fmt::format("{} is a link to {}, which is not there", entry.name, entry.target);
  }
  if (entry.name[0] == 't' && tag_of(entry.target) != tag_of(entry.name)) {
    return fmt::format("{} is a link to {}, another file", entry.name, entry.target);
  }
  return "";
}

}  // namespace

std::string what_is_wrong_with_names(const std::vector<std::string>& names) {
  std::set<std::string_view> directories{""};
  std::string_view before;
  for (const std::string& name : names) {
    const std::string_view bare = without_slash(name);
    if (!before.empty() && !comes_before(before, bare)) {
      return fmt::format("{} comes after {}", name, before);
    }
    const std::size_t slash = bare.rfind('/');
    const std::string_view parent = bare.substr(0, slash == std::string_view::npos ? 0 : slash);
    if (!directories.contains(parent)) return fmt::format("{} is in no directory", name);
    if (is_excluded(name)) return fmt::format("{} is excluded", name);
    if (name.ends_with('/')) directories.insert(bare);
    before = bare;
  }
  return "";
}

std::string what_is_wrong(const std::vector<test::TarEntry>& entries,
                          const std::vector<Still>& still) {
  if (const std::string wrong = what_is_wrong_with_names(test::names(entries)); !wrong.empty())
    return wrong;
  std::map<std::string_view, const test::TarEntry*> by_name;
  std::set<std::string> files;
  for (const test::TarEntry& entry : entries) {
    by_name.emplace(entry.name, &entry);
    if (entry.type == '-') files.insert(entry.name);
    const bool mutated = entry.name[0] == 't';
    std::string wrong;
    if (mutated && entry.type == '-') wrong = wrong_content(entry.name, entry.data);
    if (entry.type == 'h') wrong = wrong_link(entry, files);
    if (!mutated && entry.type != '-' && entry.type != 'd' && entry.type != 'h')
      wrong = entry.name + " was never that";
    if (!wrong.empty()) return wrong;
  }
  for (const Still& file : still) {
    const auto found = by_name.find(file.name);
    if (found == by_name.end()) return file.name + " is missing";
    if (found->second->data != file.data) return file.name + " is not what it is";
  }
  return "";
}

std::string what_differs(const tare::Report& report, const std::vector<test::TarEntry>& entries) {
  tare::Tally tally;
  for (const test::TarEntry& entry : entries) {
    tally.files += entry.type == '-' || entry.type == 'h' ? 1 : 0;
    tally.directories += entry.type == 'd' ? 1 : 0;
    tally.links += entry.type == 'l' ? 1 : 0;
    tally.specials += entry.type == 'p' ? 1 : 0;
    tally.bytes += entry.data.size();
  }
  const tare::Tally& told = report.context;
  const auto text = [](const tare::Tally& t) {
    return fmt::format("{} files, {} directories, {} links, {} specials, {} bytes", t.files,
                       t.directories, t.links, t.specials, t.bytes);
  };
  return text(tally) == text(told) ? "" : text(tally) + " are told to be " + text(told);
}

}  // namespace races
