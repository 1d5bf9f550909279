#pragma once

#include <string>
#include <vector>

namespace cli {

/// What a command still does with files once its inputs are open. Descriptors that are open already
/// stay what they are.
struct FileAccess {
  int context = -1;  ///< a directory: it, and whatever lies below it, may be read
  /// Directories in which regular files may be given a name, be renamed and be removed; below them,
  /// too, for the kernel knows no less.
  std::vector<std::string> commits_in;
  /// Directories in which empty directories may be removed; below them, too.
  std::vector<std::string> removes_directories_in;
  /// Files that will be made, or made anew, as tare::OutputFile does it.
  std::vector<std::string> outputs;
  /// Regular files that will be read; they need not exist.
  std::vector<std::string> inputs;
};

/// The version of Landlock that this kernel has; 0 where there is none, or none to be used.
[[nodiscard]] int landlock_version() noexcept;

/// Gives up, for good, what `access` does not name: opening other files, running programs, gaining
/// privileges, and where the kernel can do it TCP, commands to devices, abstract sockets and
/// signals to other processes. This binds the calling thread and those that it starts later, so it
/// comes before all others.
///
/// False where there is no Landlock; privileges alone are given up then. Throws tare::Error (input)
/// when there is, and it cannot be had all the same.
bool confine(const FileAccess& access);

}  // namespace cli
