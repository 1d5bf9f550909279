#include <dirent.h>

#include <boost/filesystem.hpp>
#include <string>

#include "os.hpp"

// Boost takes a directory by its path only, and the path of an open one is /dev/fd/N: the directory
// that the walk has opened, whatever has become of its name.

namespace tare::os {
namespace {

namespace fs = boost::filesystem;

// Boost keeps what readdir says of files, directories and links, and asks the system about the
// rest.
std::uint8_t type_of(const fs::directory_entry& entry) {
  boost::system::error_code unknown;
  switch (entry.symlink_status(unknown).type()) {
    case fs::regular_file:
      return DT_REG;
    case fs::directory_file:
      return DT_DIR;
    case fs::symlink_file:
      return DT_LNK;
    case fs::block_file:
      return DT_BLK;
    case fs::character_file:
      return DT_CHR;
    case fs::fifo_file:
      return DT_FIFO;
    case fs::socket_file:
      return DT_SOCK;
    default:
      return DT_UNKNOWN;
  }
}

}  // namespace

std::error_code list_portable(int directory, Listing& out) {
  const std::string path = "/dev/fd/" + std::to_string(directory);
  boost::system::error_code error;
  fs::directory_iterator at(path, error);
  while (!error && at != fs::directory_iterator()) {
    out.add(at->path().c_str() + path.size() + 1, type_of(*at));
    at.increment(error);
  }
  if (error) return {error.value(), std::generic_category()};
  return {};
}

}  // namespace tare::os
