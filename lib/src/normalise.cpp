#include "normalise.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tare {
namespace {

constexpr std::uint32_t kOwnerMayRun = 0100;

// Git knows two kinds of files, and neither permissions of directories nor of links.
std::uint32_t mode_of_git(const FileStatus& status) {
  switch (status.kind) {
    case Kind::file:
      return (status.mode & kOwnerMayRun) != 0 ? 0755 : 0644;
    case Kind::directory:
      return 0755;
    case Kind::symlink:
      return 0777;
    default:
      return 0644;
  }
}

}  // namespace

FileStatus normalised(const FileStatus& status, const PackOptions& options) {
  FileStatus shown = status;
  if (options.reproducible) {
    shown.mode = mode_of_git(status);
    shown.mtime = std::clamp<std::int64_t>(status.mtime, 0, options.source_date_epoch.value_or(0));
  } else if (options.source_date_epoch) {
    shown.mtime = std::min(status.mtime, *options.source_date_epoch);
  }
  return shown;
}

std::error_code archived_attributes(int fd, Kind kind, const PackOptions& options,
                                    std::vector<os::Attribute>& out) {
  out.clear();
  if (options.reproducible) return {};
  if (options.every_attribute) return os::attributes(fd, out);
  if (kind != Kind::file) return {};
  constexpr const char* kCapability = "security.capability";
  std::string value;
  const std::error_code error = os::attribute(fd, kCapability, value);
  if (!value.empty()) out.push_back({kCapability, std::move(value)});
  return error;
}

}  // namespace tare
