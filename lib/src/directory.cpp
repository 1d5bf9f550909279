#include "directory.hpp"

#include <string_view>
#include <utility>

namespace tare {
namespace {

bool lies_in(std::string_view name, std::string_view directory) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? directory.empty() : name.substr(0, slash) == directory;
}

}  // namespace

std::error_code Directory::open(OpenDirectories& all, int parent, const char* base) {
  os::Descriptor opened;
  const std::error_code failed = os::open_directory(parent, base, opened, mounted);
  if (!failed) handle_ = std::make_shared<const OpenDirectory>(std::move(opened), all);
  return failed;
}

std::error_code Directory::use(OpenDirectories& all, const Handle& neighbour,
                               const std::string& neighbour_name, Handle& out) {
  const std::lock_guard lock(mutex_);
  if (!handle_) {
    if (const auto failed = open_again(all, neighbour, neighbour_name)) return failed;
  }
  out = handle_;
  return {};
}

std::error_code Directory::open_again(OpenDirectories& all, const Handle& neighbour,
                                      const std::string& neighbour_name) {
  os::Descriptor opened;
  FileStatus status;
  // Names can be so long that going back through ".." is a thousand times cheaper.
  const bool inside = neighbour && lies_in(neighbour_name, name);
  if (!inside || os::open_directory(neighbour->get(), "..", opened) ||
      os::status_of(opened.get(), status) || status.id != id_) {
    const std::error_code failed = name.empty()
                                       ? os::open_directory(all.root(), ".", opened)
                                       : os::open_directory_below(all.root(), name, opened);
    if (failed) return failed;
    if (const auto unknown = os::status_of(opened.get(), status)) return unknown;
  }
  if (status.id != id_) return std::make_error_code(std::errc::no_such_file_or_directory);
  handle_ = std::make_shared<const OpenDirectory>(std::move(opened), all);
  return {};
}

void Directory::rest(OpenDirectories& all) {
  if (!all.too_many()) return;
  const std::lock_guard lock(mutex_);
  FileStatus status;
  if (!handle_ || os::status_of(handle_->get(), status)) return;
  id_ = status.id;
  handle_.reset();
}

}  // namespace tare
