#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "os.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// The open directories from the context down to where a walk stands.
///
/// However deep the tree, only the innermost ones keep their descriptor. The others are opened
/// again through `..` on the way back, and refused when that leads to another directory than
/// before.
class DirectoryStack {
 public:
  /// Takes the directory that the walk begins in.
  explicit DirectoryStack(os::Descriptor root);

  /// Descriptor of the innermost directory.
  [[nodiscard]] int top() const noexcept { return levels_.back().directory.get(); }

  /// What the file system says, or said when it was last open, about the directory at `level`; the
  /// one that the walk began in is level 0.
  [[nodiscard]] std::error_code status(std::size_t level, FileStatus& out) const;

  /// Opens `name` in the innermost directory and makes it the innermost one.
  [[nodiscard]] std::error_code push(const char* name);
  /// Back to the parent. Its descriptor is open again when there was no error.
  [[nodiscard]] std::error_code pop();

 private:
  struct Level {
    os::Descriptor directory;
    FileStatus status;  // as it was when the descriptor was closed
  };

  std::vector<Level> levels_;
};

}  // namespace tare
