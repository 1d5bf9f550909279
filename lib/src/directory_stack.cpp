#include "directory_stack.hpp"

#include <utility>

namespace tare {
namespace {

constexpr std::size_t kOpenLevels = 12;

}  // namespace

DirectoryStack::DirectoryStack(os::Descriptor root) { levels_.push_back({std::move(root), {}}); }

std::error_code DirectoryStack::status(std::size_t level, FileStatus& out) const {
  const Level& asked = levels_[level];
  if (asked.directory) return os::status_of(asked.directory.get(), out);
  out = asked.status;
  return {};
}

std::error_code DirectoryStack::push(const char* name) {
  os::Descriptor directory;
  if (const auto error = os::open_directory(top(), name, directory)) return error;
  levels_.push_back({std::move(directory), {}});
  if (levels_.size() <= kOpenLevels) return {};
  Level& outer = levels_[levels_.size() - 1 - kOpenLevels];
  if (!outer.directory) return {};  // closed on the way to a sibling
  if (const auto error = os::status_of(outer.directory.get(), outer.status)) {
    levels_.pop_back();
    return error;
  }
  outer.directory.reset();
  return {};
}

std::error_code DirectoryStack::pop() {
  const Level inner = std::move(levels_.back());
  levels_.pop_back();
  if (levels_.empty() || levels_.back().directory) return {};
  Level& outer = levels_.back();
  os::Descriptor again;
  FileStatus status;
  if (const auto error = os::open_directory(inner.directory.get(), "..", again)) return error;
  if (const auto error = os::status_of(again.get(), status)) return error;
  if (status.id != outer.status.id) {
    return std::make_error_code(std::errc::no_such_file_or_directory);
  }
  outer.directory = std::move(again);
  return {};
}

}  // namespace tare
