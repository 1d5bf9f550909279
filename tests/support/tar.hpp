#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tare/pack.hpp"

namespace test {

/// One entry of a tar, as a reader sees it.
struct TarEntry {
  std::string name;
  char type = '-';  ///< `-dlpcbs` as in `ls -l`, `h` for a hard link
  unsigned mode = 0;
  std::int64_t mtime = 0;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::string owner;   ///< user and group name
  std::string target;  ///< of a symbolic or hard link
  std::string data;
  std::string capability;
  std::map<std::string, std::string> attributes;  ///< all of them
};

/// Packs into memory.
[[nodiscard]] std::string pack(const tare::Context& context, const tare::PackOptions& options = {},
                               tare::Report* report = nullptr);

/// Reads a whole tar. Throws std::runtime_error for one that is damaged or cut.
[[nodiscard]] std::vector<TarEntry> read_tar(const std::string& bytes);

[[nodiscard]] std::vector<std::string> names(const std::vector<TarEntry>& entries);

/// The entry called `name`. Throws std::runtime_error when there is none.
[[nodiscard]] TarEntry find(const std::vector<TarEntry>& entries, const std::string& name);

}  // namespace test
