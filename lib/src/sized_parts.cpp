#include "sized_parts.hpp"

#include <algorithm>

// Of a directory's files only those are kept by name that may be nodes of the tree in the end; all
// of them are in its sums, so a name can be dropped at any time.

namespace tare {

void SizedParts::begin(const SizedDirectory* parent, std::string_view name, std::size_t place) {
  directories_.push_back({parent, names_.keep(name), 0, 0, static_cast<std::uint32_t>(place)});
  has_links_ = false;
}

void SizedParts::add_file(const char* name, std::uint64_t bytes) {
  SizedDirectory& directory = directories_.back();
  ++directory.files;
  directory.bytes += bytes;
  if (!largest_.admits(bytes)) return;
  largest_.add(bytes);
  files_.push_back({&directory, names_.keep(name), bytes, directory.place});
  if (files_.size() > 2 * largest_.most()) drop_small_files();
}

const SizedLink* SizedParts::add_link(const char* name, std::uint64_t bytes) {
  has_links_ = true;
  ++directories_.back().files;
  links_.push_back({&directories_.back(), largest_.admits(bytes) ? names_.keep(name) : nullptr});
  return &links_.back();
}

void SizedParts::end(bool has_directories) {
  const SizedDirectory& directory = directories_.back();
  if (has_directories || has_links_) return;
  if (largest_.admits(directory.bytes)) {
    largest_.add(directory.bytes);
    return;
  }
  while (!files_.empty() && files_.back().directory == &directory) files_.pop_back();
  if (folded_.empty() || folded_.back().directory != directory.parent ||
      folded_.back().place != directory.place) {
    folded_.push_back({directory.parent, 0, 0, directory.place});
  }
  folded_.back().files += directory.files;
  folded_.back().bytes += directory.bytes;
  directories_.pop_back();
}

void SizedParts::drop_small_files() {
  files_.erase(std::remove_if(files_.begin(), files_.end(),
                              [this](const File& file) { return !largest_.admits(file.bytes); }),
               files_.end());
}

}  // namespace tare
