#include "tar.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <stdexcept>

namespace test {
namespace {

std::string text(const char* value) { return value == nullptr ? "" : value; }

char type_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return 'h';
  switch (archive_entry_filetype(entry)) {
    case AE_IFDIR:
      return 'd';
    case AE_IFLNK:
      return 'l';
    case AE_IFIFO:
      return 'p';
    case AE_IFCHR:
      return 'c';
    case AE_IFBLK:
      return 'b';
    default:
      return '-';
  }
}

std::string data_of(archive* reader) {
  std::string data;
  std::vector<char> block(65536);
  for (la_ssize_t got = 1; got != 0;) {
    got = archive_read_data(reader, block.data(), block.size());
    if (got < 0) throw std::runtime_error(text(archive_error_string(reader)));
    data.append(block.data(), static_cast<std::size_t>(got));
  }
  return data;
}

std::map<std::string, std::string> attributes_of(archive_entry* entry) {
  std::map<std::string, std::string> all;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  archive_entry_xattr_reset(entry);
  while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
    all.emplace(name, std::string(static_cast<const char*>(value), size));
  }
  return all;
}

TarEntry read_entry(archive* reader, archive_entry* entry) {
  TarEntry result;
  result.name = text(archive_entry_pathname(entry));
  result.type = type_of(entry);
  result.mode = archive_entry_perm(entry);
  result.mtime = archive_entry_mtime(entry);
  result.uid = archive_entry_uid(entry);
  result.gid = archive_entry_gid(entry);
  result.owner = text(archive_entry_uname(entry)) + text(archive_entry_gname(entry));
  result.target =
      result.type == 'h' ? text(archive_entry_hardlink(entry)) : text(archive_entry_symlink(entry));
  result.data = data_of(reader);
  result.attributes = attributes_of(entry);
  result.capability = result.attributes["security.capability"];
  if (result.capability.empty()) result.attributes.erase("security.capability");
  return result;
}

}  // namespace

std::string pack(const tare::Context& context, const tare::PackOptions& options,
                 tare::Report* report) {
  std::string bytes;
  const auto sink = [&](std::span<const std::byte> block) {
    bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
  };
  tare::Report result = tare::pack(context, sink, options);
  if (report != nullptr) *report = std::move(result);
  return bytes;
}

std::vector<TarEntry> read_tar(const std::string& bytes) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(),
                                                                      archive_read_free);
  archive_read_support_format_tar(reader.get());
  std::vector<TarEntry> entries;
  int result = archive_read_open_memory(reader.get(), bytes.data(), bytes.size());
  while (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
    archive_entry* entry = nullptr;
    result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
      entries.push_back(read_entry(reader.get(), entry));
    }
  }
  if (result != ARCHIVE_EOF) throw std::runtime_error(text(archive_error_string(reader.get())));
  return entries;
}

std::vector<std::string> names(const std::vector<TarEntry>& entries) {
  std::vector<std::string> list;
  for (const TarEntry& entry : entries) list.push_back(entry.name);
  return list;
}

TarEntry find(const std::vector<TarEntry>& entries, const std::string& name) {
  for (const TarEntry& entry : entries) {
    if (entry.name == name) return entry;
  }
  throw std::runtime_error("not in the tar: " + name);
}

}  // namespace test
