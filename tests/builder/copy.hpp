#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "packet.pb.h"

namespace test {

/// What a builder has of a directory: files on disk, and what it was told of them, by which it
/// knows what has changed.
class Copy {
 public:
  /// Makes the directory.
  explicit Copy(std::string directory);

  /// Takes what it is told of one entry; true when the content of a regular file is wanted.
  bool take(const fsutil::types::Stat& stat);
  void write(const std::string& name, const std::string& data);
  /// The whole content of `name` has come.
  void complete(const std::string& name);
  /// Everything has: removes what was not told any more, and gives directories their times.
  void finish();

  [[nodiscard]] const std::string& directory() const { return directory_; }

 private:
  void make(const fsutil::types::Stat& stat);
  void dress(const fsutil::types::Stat& stat);
  [[nodiscard]] std::string path(const std::string& name) const { return directory_ + "/" + name; }

  std::string directory_;
  std::map<std::string, fsutil::types::Stat> told_;
  std::set<std::string> now_;
};

}  // namespace test
