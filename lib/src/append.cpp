// A file that exists is written to at its end instead of being replaced: so it keeps its mode, its
// owner and its other names, and the worst that a power cut leaves is half of what was added.

#include "tare/append.hpp"

#include <span>

#include "os.hpp"
#include "tare/error.hpp"
#include "tare/output_file.hpp"

namespace tare {
namespace {

void require(const std::string& path, std::error_code error) {
  if (error) throw Error(Fault::output, path, "cannot add lines", error);
}

void create(const std::string& path, std::string_view lines) {
  OutputFile file(path);
  file.write(std::as_bytes(std::span(lines)));
  file.commit();
}

}  // namespace

void append_lines(const std::string& path, std::string_view lines) {
  std::string real = path;
  os::Descriptor file;
  FileStatus status;
  const auto error = os::real_path(path.c_str(), real);
  if (os::is_nothing(error)) {
    // A link that leads nowhere is an error below.
    if (os::is_nothing(os::status_at(path.c_str(), status))) return create(path, lines);
  } else {
    require(path, error);
  }
  require(path, os::open_for_appending(real.c_str(), file));
  require(path, os::status_of(file.get(), status));
  if (status.kind != Kind::file) throw Error(Fault::output, path, "is no regular file");
  bool ended = true;
  if (status.size != 0) require(path, os::ends_line(file.get(), status.size, ended));
  const std::string added = (ended ? "" : "\n") + std::string(lines);
  std::error_code failed = os::write_all(file.get(), std::as_bytes(std::span(added)), {});
  if (!failed) failed = os::sync(file.get());
  if (failed) static_cast<void>(os::truncate(file.get(), status.size));
  require(path, failed);
}

}  // namespace tare
