#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tare/api.hpp"
#include "tare/compress.hpp"
#include "tare/context.hpp"
#include "tare/file_status.hpp"
#include "tare/pack.hpp"
#include "tare/report.hpp"

namespace TARE_API tare {

/// Where an image is put: the directory of an image layout, and what the image is called in it.
struct OciPlace {
  std::string directory;
  std::string name;  ///< empty: it has none
};

/// Reads DIR or DIR:NAME, as skopeo and buildx have it: the first `:` ends the directory. Throws
/// Error (usage) for an empty directory, and for a name that an image layout cannot hold.
[[nodiscard]] OciPlace parse_oci_place(std::string_view text);

struct OciOptions {
  /// `reproducible` is taken for granted, and `every_attribute` an error (usage).
  PackOptions pack = {};
  Compression compression = {};
  /// What the image is called in the layout (org.opencontainers.image.ref.name); may be empty.
  std::string name = {};
  /// What the image says it is for: `linux/arm64`. Empty: Linux on this machine. The layer does not
  /// depend on it, the digests of config and manifest do.
  std::string platform = {};
};

/// What names a blob.
struct OciDescriptor {
  std::string media_type;
  std::string digest;  ///< `sha256:` and 64 hexadecimal digits
  std::uint64_t size = 0;
};

struct OciImage {
  OciDescriptor manifest;
  OciDescriptor config;
  OciDescriptor layer;
  std::string diff_id;              ///< digest of the layer before it is compressed
  std::uint64_t unpacked_size = 0;  ///< its bytes
  Report report;
};

/// An OCI image layout that is about to get one more image: a context, as its only layer.
///
/// The constructor looks at the directory, makes what is missing of it and opens the files that
/// `write` will fill. The image is there once `write` has returned; until then, and when it throws,
/// the layout is as it was, and a directory that was not there is gone again. A layout belongs to
/// one writer at a time.
class OciLayout {
 public:
  /// `directory` does not exist, in a directory that does; or is empty; or is an image layout, of
  /// which everything stays but what is replaced in its index: what has the name of the new image;
  /// for one without a name, every image manifest of which the index says nothing but media type,
  /// digest and size. `directory` may be a link; `oci-layout`, `index.json`, `blobs` and
  /// `blobs/sha256` in it may not. `interrupted`, if any, is called when a signal interrupts a
  /// write, and may throw to end that. Throws Error: usage for a layout whose files say something
  /// else than layouts do or are links, output for anything else.
  explicit OciLayout(const std::string& directory, const std::function<void()>& interrupted = {});
  OciLayout(const OciLayout&) = delete;
  OciLayout& operator=(const OciLayout&) = delete;
  ~OciLayout();

  /// Packs `context`. To be called once. Where the layout lies in the context, it is left out with
  /// a note.
  ///
  /// Equal input gives equal bytes, on any machine: the layer is what pack() makes with
  /// `reproducible`, and the config has no time but that of PackOptions::source_date_epoch, if any.
  ///
  /// Throws what pack() throws, and Error: usage for options that an image cannot have or a layout
  /// that is the context itself; input for a name that begins with `.wh.`, which in a layer removes
  /// files (with keep_going it is left out with a warning and counts in Report::missing), and for
  /// files that could not be read to their end, also with keep_going; output.
  [[nodiscard]] OciImage write(const Context& context, const OciOptions& options = {});

  /// The directories in which `write` gives files their names, or removes them.
  [[nodiscard]] std::vector<std::string> commits_in() const;
  /// The directory from which the destructor removes an empty directory that the constructor has
  /// made there; empty when it has made none.
  [[nodiscard]] std::string made_in() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// The same in one call.
[[nodiscard]] OciImage write_oci_layout(const Context& context, const std::string& directory,
                                        const OciOptions& options = {});

}  // namespace tare
