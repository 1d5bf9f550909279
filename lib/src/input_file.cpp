#include "tare/input_file.hpp"

#include <fmt/format.h>

#include <boost/filesystem/path.hpp>
#include <vector>

#include "os.hpp"
#include "tare/error.hpp"
#include "tare/figures.hpp"

namespace tare {
namespace {

std::string read_all(const os::Descriptor& file, const std::string& path, const std::string& what,
                     std::size_t most) {
  FileStatus status;
  auto error = os::status_of(file.get(), status);
  if (error) throw Error(Fault::usage, path, "cannot read " + what, error);
  if (status.kind != Kind::file) {
    throw Error(Fault::usage, path, "is no regular file, and cannot be " + what);
  }
  std::string text;
  std::vector<std::byte> block(65536);
  for (std::size_t got = block.size(); got == block.size();) {
    error = os::read_full(file.get(), block, got);
    if (error) throw Error(Fault::usage, path, "cannot read " + what, error);
    text.append(reinterpret_cast<const char*>(block.data()), got);
    if (text.size() > most) {
      throw Error(Fault::usage, path,
                  fmt::format("is larger than {} can be, which is {}", what, size_text(most)));
    }
  }
  return text;
}

}  // namespace

std::string read_file(const std::string& path, const std::string& what, std::size_t most) {
  os::Descriptor file;
  if (const auto error = os::open_path(path.c_str(), file)) {
    throw Error(Fault::usage, path, "cannot read " + what, error);
  }
  return read_all(file, path, what, most);
}

std::optional<std::string> read_file_in(const std::string& directory, const std::string& name,
                                        const std::string& what, std::size_t most) {
  os::Descriptor root, file;
  FileStatus status;
  const std::string path =
      directory == "." ? name : (boost::filesystem::path(directory) / name).string();
  auto error = os::open_root(directory.c_str(), root);
  // Whoever opens the directory next is told that, too.
  const bool lasts = os::is_nothing(error) || error == std::errc::permission_denied;
  if (lasts) return std::nullopt;
  if (error) throw Error(Fault::usage, path, "cannot read " + what, error);
  error = os::status(root.get(), name.c_str(), status);
  if (error == std::errc::no_such_file_or_directory) return std::nullopt;
  if (!error && status.kind == Kind::symlink) {
    throw Error(Fault::usage, path, "is a link, and " + what + " has to be a file of its own");
  }
  if (!error) error = os::open_file(root.get(), name.c_str(), file);
  if (error) throw Error(Fault::usage, path, "cannot read " + what, error);
  return read_all(file, path, what, most);
}

}  // namespace tare
