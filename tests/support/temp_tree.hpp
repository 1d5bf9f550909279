#pragma once

#include <string>
#include <string_view>

namespace test {

/// A directory for one test, removed with all its content in the end.
class TempTree {
 public:
  TempTree();
  TempTree(const TempTree&) = delete;
  TempTree& operator=(const TempTree&) = delete;
  ~TempTree();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::string path(std::string_view name) const;

  /// Makes the parents, too.
  void file(std::string_view name, std::string_view content = {}) const;
  void directory(std::string_view name) const;
  void symlink(std::string_view name, const std::string& target) const;
  void hard_link(std::string_view name, std::string_view existing) const;
  void fifo(std::string_view name) const;
  /// A bound socket.
  void socket(std::string_view name) const;
  void mode(std::string_view name, unsigned mode) const;
  void mtime(std::string_view name, long long seconds) const;
  /// Removes everything in it.
  void clear() const;

 private:
  void make_parents(std::string_view name) const;

  std::string path_;
};

[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace test
