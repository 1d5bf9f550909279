#include "decompress.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace test {
namespace {

[[noreturn]] void fail(archive* reader) {
  const char* reason = archive_error_string(reader);
  throw std::runtime_error(reason == nullptr ? "cannot decompress" : reason);
}

}  // namespace

std::string decompress(const std::string& bytes) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(),
                                                                      archive_read_free);
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_zstd(reader.get());
  archive_read_support_format_raw(reader.get());
  archive_read_support_format_empty(reader.get());
  archive_entry* entry = nullptr;
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    fail(reader.get());
  }
  const int result = archive_read_next_header(reader.get(), &entry);
  if (result == ARCHIVE_EOF) return "";
  if (result != ARCHIVE_OK) fail(reader.get());
  std::string text;
  std::vector<char> block(65536);
  for (la_ssize_t got = 1; got != 0;) {
    got = archive_read_data(reader.get(), block.data(), block.size());
    if (got < 0) fail(reader.get());
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace test
