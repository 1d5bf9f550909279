#include "size_tree_builder.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "name_parts.hpp"

// Every file is in the sum of one directory at once. What is kept beyond that is what may become a
// node: directories that are not known to be too small, and the names of larger files. A directory
// that the walk has left for good is folded into its parent when it is too small, unless somebody
// still points to it. Nodes in the end are those that are larger than the first one too many: ties
// go together, so neither the threads nor what was dropped on the way show in the result.

namespace tare {
namespace {

const Rule* several() {
  static const Rule kSeveral;
  return &kSeveral;
}

void merge(const Rule*& all, const Rule* one) {
  if (one == nullptr || all == one) return;
  all = all == nullptr ? one : several();
}

const Rule* single(const Rule* rule) { return rule == several() ? nullptr : rule; }

std::uint64_t bytes_of(const SizeNode& node) { return node.sent.bytes + node.excluded.bytes; }

// `found` has parents before children; the result has them in the order of a SizeTree, knows what
// no child shows, and tells single rules only.
SizeTree in_order(SizeTree found) {
  std::vector<std::vector<std::size_t>> children(found.size());
  for (std::size_t i = 1; i < found.size(); ++i) children[found[i].parent].push_back(i);
  const auto is_larger = [&](std::size_t a, std::size_t b) {
    if (bytes_of(found[a]) != bytes_of(found[b])) return bytes_of(found[a]) > bytes_of(found[b]);
    return found[a].name < found[b].name;
  };
  SizeTree tree;
  tree.reserve(found.size());
  std::vector<std::pair<std::size_t, std::size_t>> waiting{{0, 0}};  // and its parent in `tree`
  while (!waiting.empty()) {
    const auto [index, parent] = waiting.back();
    waiting.pop_back();
    std::vector<std::size_t>& below = children[index];
    std::sort(below.begin(), below.end(), is_larger);
    SizeNode& node = tree.emplace_back(std::move(found[index]));
    node.parent = parent;
    node.rule = single(node.rule);
    node.other_rule = single(node.other_rule);
    for (auto child = below.rbegin(); child != below.rend(); ++child) {
      node.other_sent -= found[*child].sent;
      node.other_excluded -= found[*child].excluded;
      waiting.emplace_back(*child, tree.size() - 1);
    }
  }
  return tree;
}

}  // namespace

SizeTreeBuilder::SizeTreeBuilder(std::size_t most_nodes) : largest_(most_nodes) {
  nodes_.push_back({"", 0, true, {}, {}, nullptr});
  open_.push_back({0, 0, nullptr});
}

// -- In the order of the walk ------------------------------------------------------------------

void SizeTreeBuilder::add(std::string_view name, std::uint64_t bytes, const Rule* rule) {
  const std::uint32_t directory = go_to(parent_of(name)).node;
  (rule == nullptr ? nodes_[directory].sent : nodes_[directory].excluded) += {1, bytes};
  if (largest_.admits(bytes)) {
    add_file({directory, names_.keep(base_of(name)), bytes, rule});
  } else {
    merge(nodes_[directory].rule, rule);
  }
}

const SizedLink* SizeTreeBuilder::add_link(std::string_view name, std::uint64_t bytes) {
  const SizedDirectory* directory = directory_of(name);
  ++nodes_[directory->node].excluded.files;
  links_.push_back({directory, largest_.admits(bytes) ? names_.keep(base_of(name)) : nullptr});
  return &links_.back();
}

const SizedDirectory* SizeTreeBuilder::directory_of(std::string_view name) {
  Open& open = go_to(parent_of(name));
  if (open.pointed_to == nullptr) {
    nodes_[open.node].pinned = true;
    pointed_to_.push_back({nullptr, nullptr, 0, 0, 0, open.node});
    open.pointed_to = &pointed_to_.back();
  }
  return open.pointed_to;
}

SizeTreeBuilder::Open& SizeTreeBuilder::go_to(std::string_view directory) {
  if (directory == last_) return open_.back();
  const auto is_above = [&](const Open& open) {
    return open.length == 0 || (open.length <= directory.size() &&
                                directory.compare(0, open.length, last_, 0, open.length) == 0 &&
                                (open.length == directory.size() || directory[open.length] == '/'));
  };
  while (!is_above(open_.back())) close();
  while (open_.back().length < directory.size()) {
    const std::size_t from = open_.back().length == 0 ? 0 : open_.back().length + 1;
    const std::size_t end = std::min(directory.find('/', from), directory.size());
    const char* name = names_.keep(directory.substr(from, end - from));
    open_.push_back({end, add_node(open_.back().node, name), nullptr});
  }
  last_ = directory;
  return open_.back();
}

// Folds the directory that the walk leaves into the one above it if it is too small to be a node:
// then nothing below it is one, and all that is kept of it stands at the back.
void SizeTreeBuilder::close() {
  const std::uint32_t index = open_.back().node;
  open_.pop_back();
  const Node& node = nodes_[index];
  if (index + 1 != nodes_.size() || node.pinned) return;
  const std::uint64_t bytes = node.sent.bytes + node.excluded.bytes;
  if (largest_.admits(bytes)) {
    largest_.add(bytes);
    return;
  }
  Node& parent = nodes_[node.parent];
  parent.sent += node.sent;
  parent.excluded += node.excluded;
  merge(parent.rule, node.rule);
  for (; !files_.empty() && files_.back().directory == index; files_.pop_back()) {
    merge(parent.rule, files_.back().rule);
  }
  nodes_.pop_back();
}

std::uint32_t SizeTreeBuilder::add_node(std::uint32_t parent, const char* name) {
  nodes_.push_back({name, parent, false, {}, {}, nullptr});
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

void SizeTreeBuilder::add_file(const File& file) {
  largest_.add(file.bytes);
  files_.push_back(file);
  if (files_.size() > 2 * largest_.most()) drop_small_files();
}

void SizeTreeBuilder::drop_small_files() {
  files_.erase(std::remove_if(files_.begin(), files_.end(),
                              [this](const File& file) {
                                if (largest_.admits(file.bytes)) return false;
                                merge(nodes_[file.directory].rule, file.rule);
                                return true;
                              }),
               files_.end());
}

// -- In the end --------------------------------------------------------------------------------

void SizeTreeBuilder::add(const SizedParts& parts,
                          const std::function<const Rule*(std::size_t)>& rule_of) {
  for (const SizedDirectory& directory : parts.directories()) {
    Node& node = nodes_[node_of(directory, rule_of)];
    node.excluded += {directory.files, directory.bytes};
    node.rule = rule_of(directory.place);
  }
  for (const SizedParts::Folded& folded : parts.folded()) {
    Node& node = nodes_[node_of(*folded.directory, rule_of)];
    node.excluded += {folded.files, folded.bytes};
    if (folded.files != 0) merge(node.rule, rule_of(folded.place));
  }
  for (const SizedParts::File& file : parts.files()) {
    const std::uint32_t directory = node_of(*file.directory, rule_of);
    if (largest_.admits(file.bytes)) {
      add_file({directory, names_.keep(file.name), file.bytes, rule_of(file.place)});
    }
  }
}

// Parents may come from another thread, and later.
std::uint32_t SizeTreeBuilder::node_of(const SizedDirectory& directory,
                                       const std::function<const Rule*(std::size_t)>& rule_of) {
  std::vector<const SizedDirectory*> unknown;
  const SizedDirectory* at = &directory;
  for (; at->node == SizedDirectory::kUnknown; at = at->parent) unknown.push_back(at);
  for (; !unknown.empty(); unknown.pop_back()) {
    const std::uint32_t parent = at->node;
    at = unknown.back();
    at->node = add_node(parent, names_.keep(at->name));
    nodes_.back().rule = rule_of(at->place);
  }
  return at->node;
}

std::string SizeTreeBuilder::path_of(std::uint32_t node) const {
  std::string path;
  for (; node != 0; node = nodes_[node].parent)
    path.insert(0, std::string(nodes_[node].name) + '/');
  return path;
}

void SizeTreeBuilder::sort_links(std::span<LinkedFile> links) const {
  std::unordered_map<std::uint32_t, std::string> paths;
  for (const LinkedFile& link : links) {
    const std::uint32_t node = link.in_tree->directory->node;
    const auto [found, fresh] = paths.try_emplace(node);
    if (fresh) found->second = path_of(node);
  }
  std::sort(links.begin(), links.end(), [&](const LinkedFile& a, const LinkedFile& b) {
    const SizedLink& one = *a.in_tree;
    const SizedLink& two = *b.in_tree;
    if (one.directory->node != two.directory->node) {
      return paths.at(one.directory->node) < paths.at(two.directory->node);
    }
    const std::string_view name = one.name == nullptr ? "" : one.name;
    return name < (two.name == nullptr ? "" : two.name);
  });
}

void SizeTreeBuilder::count_link(const SizedLink& link, std::uint64_t bytes, const Rule* rule) {
  Node& node = nodes_[link.directory->node];
  node.excluded.bytes += bytes;
  if (link.name != nullptr && largest_.admits(bytes)) {
    add_file({link.directory->node, names_.keep(link.name), bytes, rule});
  } else {
    merge(node.rule, rule);
  }
}

SizeTree SizeTreeBuilder::finish() {
  while (open_.size() > 1) close();
  add_up();
  return select(smallest_but_one());
}

void SizeTreeBuilder::add_up() {
  all_rules_.resize(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) all_rules_[i] = nodes_[i].rule;
  for (const File& file : files_) merge(all_rules_[file.directory], file.rule);
  for (std::size_t i = nodes_.size() - 1; i != 0; --i) {
    const Node& node = nodes_[i];
    nodes_[node.parent].sent += node.sent;
    nodes_[node.parent].excluded += node.excluded;
    merge(all_rules_[node.parent], all_rules_[i]);
  }
}

// The size that a node has to exceed.
std::uint64_t SizeTreeBuilder::smallest_but_one() const {
  std::vector<std::uint64_t> sizes;
  sizes.reserve(nodes_.size() + files_.size());
  for (const Node& node : nodes_) sizes.push_back(node.sent.bytes + node.excluded.bytes);
  for (const File& file : files_) sizes.push_back(file.bytes);
  if (sizes.size() <= largest_.most()) return 0;
  const auto first_too_many = sizes.begin() + static_cast<std::ptrdiff_t>(largest_.most());
  std::nth_element(sizes.begin(), first_too_many, sizes.end(), std::greater<>());
  return *first_too_many;
}

SizeTree SizeTreeBuilder::select(std::uint64_t above) const {
  constexpr std::size_t kNone = SIZE_MAX;
  SizeTree found;
  std::vector<std::size_t> index(nodes_.size(), kNone);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (i != 0 && node.sent.bytes + node.excluded.bytes <= above) {
      if (index[node.parent] == kNone) continue;
      merge(found[index[node.parent]].other_rule, all_rules_[i]);
      continue;
    }
    index[i] = found.size();
    found.push_back({node.name, i == 0 ? 0 : index[node.parent], true, node.sent, node.excluded,
                     node.sent, node.excluded, all_rules_[i], node.rule});
  }
  for (const File& file : files_) {
    const std::size_t parent = index[file.directory];
    if (file.bytes > above) {
      const Amount amount{1, file.bytes};
      const Amount sent = file.rule == nullptr ? amount : Amount{};
      const Amount excluded = file.rule == nullptr ? Amount{} : amount;
      found.push_back({file.name, parent, false, sent, excluded, {}, {}, file.rule, nullptr});
    } else if (parent != kNone) {
      merge(found[parent].other_rule, file.rule);
    }
  }
  return in_order(std::move(found));
}

}  // namespace tare
