#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tare/api.hpp"
#include "tare/file_status.hpp"
#include "tare/sink.hpp"

namespace TARE_API tare {

/// A file that appears under its name complete or not at all.
///
/// Writes beside the target, without a name where the system can do that, and `commit` puts the
/// result in the target's place. Without it the destructor leaves the old file untouched. A target
/// that is no regular file (a device, a FIFO) is written to directly.
class OutputFile {
 public:
  /// `interrupted`, if any, is called when a signal interrupts the opening or a write, and while a
  /// FIFO waits for its reader; it may throw to end that. Throws Error (output).
  explicit OutputFile(const std::string& path, std::function<void()> interrupted = {});
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  /// A file in `directory` that gets its name in the end, by `commit_as`. Errors name the
  /// directory. Throws Error (output).
  [[nodiscard]] static OutputFile in_directory(const std::string& directory,
                                               std::function<void()> interrupted = {});

  /// Throws Error (output), or what `interrupted` throws.
  void write(std::span<const std::byte> bytes);
  /// Brings everything to the disk and to its name. To be called once. Throws Error (output).
  void commit();
  /// The same under the name `base`, in the directory in which the file has been begun. Throws
  /// Error (output).
  void commit_as(const std::string& base);
  /// The directory in which `commit` gives the file its name, and removes what it puts aside; empty
  /// for a target that is written to directly.
  [[nodiscard]] std::string directory() const;
  /// The files involved: the new one, and the old one in whose place it comes.
  [[nodiscard]] std::vector<FileId> ids() const;

 private:
  class State;
  explicit OutputFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Writes all of `bytes` to the open descriptor `fd`, which errors call `name`. Throws Error
/// (output), or what `interrupted` throws when a signal interrupts the writing before any of
/// `bytes` is written; later ones let it finish.
void write_to(int fd, const std::string& name, std::span<const std::byte> bytes,
              const std::function<void()>& interrupted = {});

/// A sink that does. What is packed into a file of the context itself has to leave that out: id_of
/// goes into PackOptions::skip.
[[nodiscard]] Sink sink_to(int fd, std::string name, std::function<void()> interrupted = {});

/// The identity of an open file.
[[nodiscard]] FileId id_of(int fd);

/// Lets a pipe hold 1 MiB where the kernel allows that; without effect on anything else.
void widen_pipe(int fd) noexcept;

}  // namespace tare
