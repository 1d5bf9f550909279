#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "tare/api.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/file_status.hpp"
#include "tare/walk.hpp"

namespace TARE_API tare {

/// An extended attribute.
struct OfferedAttribute {
  std::string_view name;
  std::string_view value;
};

/// What a builder compares of one entry with the copy that it has. Valid during the call that hands
/// it out.
struct OfferedEntry {
  std::uint32_t id = 0;   ///< counts the entries of an offer, from 0
  std::string_view name;  ///< relative to the context; a directory has no trailing `/`
  Kind kind = Kind::file;
  std::uint32_t mode = 0;  ///< permission bits, with set-id and sticky bits
  /// Of a file its bytes, whatever name of it this is; of a link the length of its target; of a
  /// directory 0.
  std::uint64_t size = 0;
  std::int64_t mtime = 0;  ///< nanoseconds since 1970
  /// The target of a symbolic link; of a further name of something that has been told, its first
  /// name. Empty otherwise.
  std::string_view link;
  std::uint32_t special_major = 0;  ///< of a device file
  std::uint32_t special_minor = 0;
  /// All that the system shows, sorted by name.
  std::span<const OfferedAttribute> attributes;
};

struct OfferOptions {
  unsigned threads = 0;                                  ///< as WalkOptions::threads
  std::function<bool(const Entry&)> choose = {};         ///< as WalkOptions::choose; may be empty
  std::function<void(const Diagnostic&)> diagnose = {};  ///< on the thread that walks; may be empty
  std::stop_token stop = {};                             ///< as WalkOptions::stop
};

/// A file that a builder has asked for. One thread at a time.
class OfferedFile {
 public:
  OfferedFile(OfferedFile&& other) noexcept;
  OfferedFile& operator=(OfferedFile&& other) noexcept;
  OfferedFile(const OfferedFile&) = delete;
  OfferedFile& operator=(const OfferedFile&) = delete;
  ~OfferedFile();

  /// Fills `buffer`, which must not be empty, as far as the file goes, and returns how many bytes
  /// these are. Only 0 says that the file is complete.
  ///
  /// Throws Error (input) when the file cannot be read, and when it turns out to have changed since
  /// it was told; what has been handed out is not to be used then.
  [[nodiscard]] std::size_t read(std::span<std::byte> buffer);

 private:
  friend class Offer;
  struct State;
  explicit OfferedFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Offers what is in a context to a builder, which fetches what it does not have: all entries with
/// what they are compared by, and the content of the files that it then asks for. What the rules
/// exclude is not offered, not even the Dockerfile.
class Offer {
 public:
  explicit Offer(Context context, OfferOptions options = {});
  Offer(const Offer&) = delete;
  Offer& operator=(const Offer&) = delete;
  ~Offer();

  /// Calls `tell` on the calling thread for each entry that is included, in the order of a walk. To
  /// be called once. Several threads look ahead; what has been told takes some 30 bytes an
  /// entry, as long as the offer lives.
  ///
  /// Throws Error (input) when something that is to be included cannot be looked at, after all that
  /// comes before it has been told; Cancelled when it is asked to stop; and whatever `tell` throws.
  WalkCount walk(const std::function<void(const OfferedEntry&)>& tell);

  /// Opens a regular file that has been told. From any thread, also while walk() goes on.
  ///
  /// Throws Error: usage for an entry that has not been told, is no regular file, or is a further
  /// name of one; input for a file that cannot be opened, or is not the one that was told any more.
  [[nodiscard]] OfferedFile open(std::uint32_t id) const;

  /// The name of an entry that has been told, for messages. From any thread. Throws Error (usage)
  /// for any other.
  [[nodiscard]] std::string name(std::uint32_t id) const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace tare
