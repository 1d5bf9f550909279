#include "offers.hpp"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <set>
#include <system_error>

namespace test {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), path);
}

std::map<std::string, std::string> attributes_of(const std::string& path) {
  std::array<char, 65536> names{};
  const ssize_t size = ::llistxattr(path.c_str(), names.data(), names.size());
  if (size < 0) fail(path);
  std::map<std::string, std::string> result;
  for (const char* name = names.data(); name < names.data() + size; name += std::strlen(name) + 1) {
    std::array<char, 65536> value{};
    const ssize_t got = ::lgetxattr(path.c_str(), name, value.data(), value.size());
    if (got < 0) fail(path);
    result[name] = std::string(value.data(), static_cast<std::size_t>(got));
  }
  return result;
}

tare::Kind kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return tare::Kind::directory;
  if (S_ISLNK(mode)) return tare::Kind::symlink;
  if (S_ISFIFO(mode)) return tare::Kind::fifo;
  if (S_ISCHR(mode)) return tare::Kind::character_device;
  if (S_ISBLK(mode)) return tare::Kind::block_device;
  return S_ISSOCK(mode) ? tare::Kind::socket : tare::Kind::file;
}

class Look {
 public:
  explicit Look(std::string root) : root_(std::move(root)) { list(""); }
  std::vector<Told> result;

 private:
  void list(const std::string& directory) {
    std::set<std::string> names;
    DIR* opened = ::opendir((root_ + "/" + directory).c_str());
    if (opened == nullptr) fail(directory);
    while (const dirent* item = ::readdir(opened)) names.insert(item->d_name);
    ::closedir(opened);
    for (const std::string& name : names) {
      if (name != "." && name != "..") add(directory.empty() ? name : directory + "/" + name);
    }
  }

  void add(const std::string& name) {
    const std::string path = root_ + "/" + name;
    struct stat found = {};
    if (::lstat(path.c_str(), &found) != 0) fail(path);
    Told told;
    told.id = static_cast<std::uint32_t>(result.size());
    told.name = name;
    told.kind = kind_of(found.st_mode);
    told.mode = found.st_mode & 07777u;
    told.mtime = found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec;
    told.attributes = attributes_of(path);
    if (told.kind != tare::Kind::directory) told.size = static_cast<std::uint64_t>(found.st_size);
    if (told.kind == tare::Kind::symlink) {
      std::array<char, 4096> target{};
      const ssize_t got = ::readlink(path.c_str(), target.data(), target.size());
      if (got < 0) fail(path);
      told.link.assign(target.data(), static_cast<std::size_t>(got));
    } else if (told.kind != tare::Kind::directory) {
      told.link = first_names_.emplace(std::pair(found.st_dev, found.st_ino), name).first->second;
      if (told.link == name) told.link.clear();
    }
    if (tare::is_device(told.kind)) {
      told.special_major = major(found.st_rdev);
      told.special_minor = minor(found.st_rdev);
    }
    result.push_back(told);
    if (told.kind == tare::Kind::directory) list(name);
  }

  const std::string root_;
  std::map<std::pair<dev_t, ino_t>, std::string> first_names_;
};

}  // namespace

void PrintTo(const Told& told, std::ostream* out) {
  *out << told.id << ": '" << told.name << "', kind " << static_cast<int>(told.kind) << ", mode "
       << std::oct << told.mode << std::dec << ", " << told.size << " bytes, " << told.mtime
       << " ns, link '" << told.link << "', " << told.special_major << ':' << told.special_minor;
  for (const auto& [name, value] : told.attributes) *out << ", " << name << '=' << value;
}

Told keep(const tare::OfferedEntry& entry) {
  Told told{
      entry.id,    std::string(entry.name), entry.kind,          entry.mode,          entry.size,
      entry.mtime, std::string(entry.link), entry.special_major, entry.special_minor, {}};
  for (const tare::OfferedAttribute& attribute : entry.attributes) {
    told.attributes.emplace(attribute.name, attribute.value);
  }
  return told;
}

std::vector<Told> tell(tare::Offer& offer) {
  std::vector<Told> all;
  const tare::WalkCount count =
      offer.walk([&](const tare::OfferedEntry& entry) { all.push_back(keep(entry)); });
  if (count.entries != all.size()) throw std::logic_error("the walk counts other entries");
  return all;
}

std::vector<Told> told(const tare::Context& context, const tare::OfferOptions& options) {
  tare::Offer offer(context, options);
  return tell(offer);
}

std::vector<Told> look(const std::string& directory) { return Look(directory).result; }

std::string read_all(tare::OfferedFile file, std::size_t piece) {
  std::string content;
  std::vector<std::byte> buffer(piece);
  while (const std::size_t got = file.read(buffer)) {
    content.append(reinterpret_cast<const char*>(buffer.data()), got);
  }
  return content;
}

tare::Context open_for_builder(const std::string& directory,
                               const std::vector<std::string>& rules) {
  tare::ContextOptions options;
  options.directory = directory;
  options.use_dockerfile = false;
  options.rules = tare::Matcher(tare::IgnoreFile::of_patterns(rules, "the builder's rules"));
  return tare::Context(options);
}

}  // namespace test
