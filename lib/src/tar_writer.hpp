#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tare/file_status.hpp"
#include "tare/sink.hpp"

namespace tare {

/// What the header of one entry says.
struct TarHeader {
  std::string name;  ///< without a trailing `/`
  FileStatus status;
  std::string target;      ///< of a symbolic link
  std::string same_as;     ///< for a hard link, the earlier name; it has no data then
  std::string capability;  ///< the attribute `security.capability`
};

/// Writes a tar: for every entry begin, its data, end; after the last one finish.
class TarWriter {
 public:
  /// `root` describes the context, for a first entry `./` where one is needed.
  TarWriter(Sink sink, const FileStatus& root);
  ~TarWriter();
  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;

  void begin(const TarHeader& header);
  void data(std::span<const std::byte> bytes);
  /// The entry has to have all the data that its header announced.
  void end();
  /// The end of the archive.
  void finish();
  /// Ends the output inside the data of an entry, of one made up for it if need be: the only cut
  /// that every reader notices.
  void cut();

 private:
  class Output;
  class Format;

  void write_header(const TarHeader& header);

  std::unique_ptr<Output> output_;
  std::unique_ptr<Format> ustar_;   // what nearly all entries fit into
  std::unique_ptr<Format> pax_;     // what does not
  std::unique_ptr<Format> binary_;  // the same with names that are no UTF-8
  Format* current_ = nullptr;       // of the entry that is being written
  FileStatus root_;
  bool first_ = true;
  std::uint64_t missing_ = 0;  // data of the current entry still to come
};

}  // namespace tare
