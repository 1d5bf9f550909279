#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "os.hpp"
#include "tare/file_status.hpp"

namespace tare {

/// Bytes that a header takes, and of which the data of an entry is filled up to a multiple.
inline constexpr std::size_t kTarBlock = 512;

/// What the header of one entry says.
struct TarHeader {
  std::string name;  ///< without a trailing `/`
  FileStatus status;
  std::string target;   ///< of a symbolic link
  std::string same_as;  ///< for a hard link, the earlier name; it has no data then
  std::vector<os::Attribute> attributes;
};

/// Makes everything of a tar but the data: for every entry its header, told of its data, its end;
/// after the last one the trailer. What it returns is valid until the next call.
class TarEncoder {
 public:
  TarEncoder();
  ~TarEncoder();
  TarEncoder(const TarEncoder&) = delete;
  TarEncoder& operator=(const TarEncoder&) = delete;

  /// A multiple of kTarBlock bytes. Throws Error (input) for what no tar can hold.
  [[nodiscard]] std::span<const std::byte> header(const TarHeader& header);
  /// Whether that header was a single block, which says "tar" to whoever looks at it.
  [[nodiscard]] bool is_plain() const noexcept;
  /// Data of the entry that the caller writes itself; as many in all as the header announced.
  void data(std::span<const std::byte> bytes);
  /// What fills the last block of the data.
  [[nodiscard]] std::span<const std::byte> end();
  [[nodiscard]] std::span<const std::byte> trailer();

 private:
  class Output;
  class Format;

  std::unique_ptr<Output> output_;
  std::unique_ptr<Format> ustar_;   // what nearly all entries fit into
  std::unique_ptr<Format> pax_;     // what does not
  std::unique_ptr<Format> binary_;  // the same with names that are no UTF-8
  Format* current_ = nullptr;       // of the entry that is being made
};

}  // namespace tare
