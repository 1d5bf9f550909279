#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept_names.hpp"
#include "largest_sizes.hpp"
#include "sized_parts.hpp"
#include "sizer.hpp"
#include "tare/size_tree.hpp"

namespace tare {

/// Puts a tree of sizes together: from the files of a walk, in its order, and from what was sized
/// beside it.
class SizeTreeBuilder {
 public:
  explicit SizeTreeBuilder(std::size_t most_nodes);

  // -- In the order of the walk ----------------------------------------------------------------

  /// The regular file `name`, which counts for `bytes`, is sent or excluded by `rule`.
  void add(std::string_view name, std::uint64_t bytes, const Rule* rule);
  /// One name of an excluded file that has several. Valid as long as this.
  [[nodiscard]] const SizedLink* add_link(std::string_view name, std::uint64_t bytes);
  /// The directory that holds `name`, where more is to come below it.
  [[nodiscard]] const SizedDirectory* directory_of(std::string_view name);

  // -- In the end ------------------------------------------------------------------------------

  /// `rule_of`: which rule excludes a place.
  void add(const SizedParts& parts, const std::function<const Rule*(std::size_t)>& rule_of);
  /// Puts `links` into the order of their names.
  void sort_links(std::span<LinkedFile> links) const;
  /// `link` is the name for which the file counts.
  void count_link(const SizedLink& link, std::uint64_t bytes, const Rule* rule);
  [[nodiscard]] SizeTree finish();

 private:
  struct Node {
    const char* name = nullptr;
    std::uint32_t parent = 0;  // stands before it
    bool pinned = false;       // others point to it
    Amount sent;               // with what has been folded into it; in the end with all below
    Amount excluded;
    const Rule* rule = nullptr;  // of what is excluded, but not of `files_`
  };
  struct File {
    std::uint32_t directory = 0;
    const char* name = nullptr;
    std::uint64_t bytes = 0;
    const Rule* rule = nullptr;  // none: it is sent
  };
  // A directory that the walk is in.
  struct Open {
    std::size_t length = 0;  // of its name, which the next one begins with
    std::uint32_t node = 0;
    const SizedDirectory* pointed_to = nullptr;
  };

  Open& go_to(std::string_view directory);
  void close();
  [[nodiscard]] std::uint32_t add_node(std::uint32_t parent, const char* name);
  void add_file(const File& file);
  void drop_small_files();
  [[nodiscard]] std::uint32_t node_of(const SizedDirectory& directory,
                                      const std::function<const Rule*(std::size_t)>& rule_of);
  [[nodiscard]] std::string path_of(std::uint32_t node) const;
  void add_up();
  [[nodiscard]] std::uint64_t smallest_but_one() const;
  [[nodiscard]] SizeTree select(std::uint64_t above) const;

  LargestSizes largest_;
  KeptNames names_;
  std::vector<Node> nodes_;  // the first is the context
  std::vector<File> files_;
  std::vector<Open> open_;
  std::string last_;  // the directory that the last of them is
  std::deque<SizedDirectory> pointed_to_;
  std::deque<SizedLink> links_;
  std::vector<const Rule*> all_rules_;  // of a node with all below it
};

}  // namespace tare
