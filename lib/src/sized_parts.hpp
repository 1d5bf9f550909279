#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "kept_names.hpp"
#include "largest_sizes.hpp"

namespace tare {

/// A directory that others are below, when a tree of sizes is wanted. Its address is its identity,
/// so that threads can go on from what another one found without looking at it.
struct SizedDirectory {
  static constexpr std::uint32_t kUnknown = UINT32_MAX;

  const SizedDirectory* parent = nullptr;  ///< null for one that the walk itself has told
  const char* name = nullptr;
  std::uint64_t files = 0;                ///< in it, not below
  std::uint64_t bytes = 0;                ///< of those with one name
  std::uint32_t place = 0;                ///< the place in the report that excludes it
  mutable std::uint32_t node = kUnknown;  ///< in the tree, once that is put together
};

/// One of the names of an excluded file, and where it is in the tree.
struct SizedLink {
  const SizedDirectory* directory = nullptr;
  const char* name = nullptr;  ///< null for a file that is too small to be shown
};

/// What one thread finds below excluded directories, for a tree of sizes.
class SizedParts {
 public:
  struct File {
    const SizedDirectory* directory = nullptr;
    const char* name = nullptr;
    std::uint64_t bytes = 0;
    std::uint32_t place = 0;
  };
  /// Small directories in `directory`, counted together.
  struct Folded {
    const SizedDirectory* directory = nullptr;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint32_t place = 0;
  };

  /// `most`: nodes of the tree in the end.
  explicit SizedParts(std::size_t most) : largest_(most) {}

  /// Begins the directory `name` in `parent`.
  void begin(const SizedDirectory* parent, std::string_view name, std::size_t place);
  /// A regular file in it.
  void add_file(const char* name, std::uint64_t bytes);
  /// One of several names of a file in it. Valid as long as this.
  [[nodiscard]] const SizedLink* add_link(const char* name, std::uint64_t bytes);
  /// The directory itself, to be the parent of those below it.
  [[nodiscard]] const SizedDirectory* open() const noexcept { return &directories_.back(); }
  /// Ends it. With nothing below it a small one is folded into its parent.
  void end(bool has_directories);

  [[nodiscard]] const std::deque<SizedDirectory>& directories() const { return directories_; }
  [[nodiscard]] const std::vector<File>& files() const { return files_; }
  [[nodiscard]] const std::vector<Folded>& folded() const { return folded_; }

 private:
  void drop_small_files();

  LargestSizes largest_;
  KeptNames names_;
  std::deque<SizedDirectory> directories_;
  std::deque<SizedLink> links_;
  std::vector<File> files_;
  std::vector<Folded> folded_;
  bool has_links_ = false;
};

}  // namespace tare
