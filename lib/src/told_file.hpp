#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>

#include "offer_index.hpp"
#include "os.hpp"

namespace tare {

/// A file that has been told and is read now, as long as it is the same.
class ToldFile {
 public:
  /// Opens `name` below `root`, and looks that it is what has been told. `path` is for messages.
  ToldFile(int root, const std::string& name, std::string path, const IndexedEntry& told);

  /// As OfferedFile::read.
  [[nodiscard]] std::size_t read(std::span<std::byte> buffer);

 private:
  [[nodiscard]] bool is_as_told() const;
  [[noreturn]] void refuse(const char* message, std::error_code error = {}) const;

  std::string path_;
  IndexedEntry told_;
  os::Descriptor file_;
  std::uint64_t read_ = 0;
  bool complete_ = false;  // to its end, and the same still
};

}  // namespace tare
