#include "oci_directory.hpp"

#include <boost/filesystem/path.hpp>

#include "oci_image.hpp"
#include "os.hpp"
#include "tare/error.hpp"
#include "tare/input_file.hpp"
#include "temporary_name.hpp"

// The blobs get their names first, what makes a layout of the directory next, and the index last:
// whatever ends this, no index ever names a blob that is not there.

namespace tare::oci {
namespace {

constexpr const char* kLayoutName = "oci-layout";
constexpr std::size_t kMostLayout = std::size_t{1} << 16;
constexpr std::size_t kMostIndex = std::size_t{16} << 20;

[[noreturn]] void fail(const std::string& path, const char* message, std::error_code error = {}) {
  throw Error(Fault::output, path, message, error);
}

void write_text(OutputFile& file, std::string_view text) {
  file.write(std::as_bytes(std::span(text)));
}

// So that its parent is the directory that it stands in.
std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// Of a layout that is there; nothing only where the system says that there is nothing.
std::optional<std::string> read_part(const std::string& path, const std::string& what,
                                     std::size_t most) {
  FileStatus status;
  const auto error = os::status_at(path.c_str(), status);
  if (os::is_nothing(error)) return std::nullopt;
  if (error) throw Error(Fault::usage, path, "cannot read " + what, error);
  if (status.kind != Kind::symlink) return read_file(path, what, most);
  throw Error(Fault::usage, path, "is a link, and " + what + " has to be a file of its own");
}

// Whether there is nothing in the directory but what a run leaves that was killed: the directories
// for blobs, and files that were begun, on a file system where they need a name.
bool is_as_good_as_empty(const std::string& path) {
  os::Descriptor directory;
  os::Listing names;
  auto error = os::open_root(path.c_str(), directory);
  if (os::is_nothing(error)) return true;
  if (!error) error = os::list(directory.get(), names);
  if (error) fail(path, "cannot write an image layout there", error);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = names.name(i);
    if (name != "blobs" && !is_temporary_name(name)) return false;
  }
  return true;
}

// Whether there is an image layout; throws if there is anything else.
bool find_layout(const std::string& path) {
  const std::string file = path + "/" + kLayoutName;
  if (const auto text = read_part(file, "what says that this is an image layout", kMostLayout)) {
    check_layout_file(*text, file);
    return true;
  }
  if (is_as_good_as_empty(path)) return false;
  fail(path, "is neither empty nor an image layout; name another directory, or a new one");
}

FileId id_of_directory(const std::string& path) {
  FileStatus status;
  if (const auto error = os::status_behind(path.c_str(), status)) {
    fail(path, "cannot write an image layout there", error);
  }
  return status.id;
}

// Or somebody else's layout says where blobs are written.
void refuse_link(const std::string& path) {
  FileStatus status;
  const auto error = os::status_at(path.c_str(), status);
  if (error && !os::is_nothing(error)) fail(path, "cannot look at this directory", error);
  if (!error && status.kind == Kind::symlink) {
    fail(path, "is a link, and a layout has to have a directory of its own there");
  }
}

std::string made_blobs(Made& made, const std::string& path) {
  made.directory(path);
  for (const char* part : {"/blobs", "/blobs/sha256"}) {
    refuse_link(path + part);
    made.directory(path + part);
  }
  return path + "/blobs/sha256";
}

}  // namespace

Made::~Made() {
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) os::remove(file->c_str());
  for (auto each = directories_.rbegin(); each != directories_.rend(); ++each) {
    os::remove_directory(each->c_str());
  }
}

void Made::directory(const std::string& path) {
  const auto error = os::make_directory(path.c_str());
  if (!error) return directories_.push_back(path);
  FileStatus status;
  const bool is_there = error == std::errc::file_exists && !os::status_behind(path.c_str(), status);
  if (!is_there) fail(path, "cannot make this directory", error);
  if (status.kind != Kind::directory) fail(path, "is no directory, and an image layout is one");
}

void Made::keep() noexcept {
  files_.clear();
  directories_.clear();
}

LayoutDirectory::LayoutDirectory(const std::string& path, const std::function<void()>& interrupted)
    : path_(without_slashes(path)),
      is_layout_(find_layout(path_)),
      old_index_(read_part(index_path(), "the index of an image layout", kMostIndex)),
      blobs_(made_blobs(made_, path_)),
      id_(id_of_directory(path_)),
      layer_(OutputFile::in_directory(blobs_, interrupted)),
      config_(OutputFile::in_directory(blobs_, interrupted)),
      manifest_(OutputFile::in_directory(blobs_, interrupted)),
      layout_file_(OutputFile::in_directory(path_, interrupted)),
      index_(OutputFile::in_directory(path_, interrupted)) {}

std::vector<std::string> LayoutDirectory::commits_in() const { return {path_, blobs_}; }

std::string LayoutDirectory::made_in() const {
  if (made_.directories().empty()) return "";
  const auto parent = boost::filesystem::path(made_.directories().front()).parent_path();
  return parent.empty() ? "." : parent.string();
}

void LayoutDirectory::put_config(const std::string& text, const std::string& digest) {
  write_text(config_, text);
  put(config_, digest);
}

void LayoutDirectory::put_manifest(const std::string& text, const std::string& digest) {
  write_text(manifest_, text);
  put(manifest_, digest);
}

// One that is there already may be damaged, so it is replaced. It stays if this run fails later.
void LayoutDirectory::put(OutputFile& file, const std::string& digest) {
  const std::string base = digest.substr(digest.find(':') + 1);
  const std::string path = blobs_ + "/" + base;
  FileStatus status;
  const bool is_new = os::is_nothing(os::status_at(path.c_str(), status));
  file.commit_as(base);
  if (is_new) made_.file(path);
}

void LayoutDirectory::finish(const std::string& index) {
  if (!is_layout_) {
    write_text(layout_file_, kLayoutFile);
    layout_file_.commit_as(kLayoutName);
    made_.file(path_ + "/" + kLayoutName);
  }
  write_text(index_, index);
  index_.commit_as("index.json");
  made_.keep();
}

}  // namespace tare::oci
