#include <fmt/format.h>

#include <functional>
#include <span>
#include <utility>

#include "oci_directory.hpp"
#include "oci_image.hpp"
#include "os.hpp"
#include "sha256.hpp"
#include "tare/error.hpp"
#include "tare/oci.hpp"
#include "tare/printable.hpp"

namespace tare {
namespace {

// What begins like this in a layer is no entry: it removes one of a layer below.
constexpr std::string_view kWhiteout = ".wh.";

// Digest and size of what passes through.
class Measure {
 public:
  void add(std::span<const std::byte> bytes) {
    sha_.update(bytes);
    size_ += bytes.size();
  }
  [[nodiscard]] std::string digest() { return to_string(sha_.finish()); }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

 private:
  Sha256 sha_;
  std::uint64_t size_ = 0;
};

std::string_view base_of(std::string_view name) { return name.substr(name.rfind('/') + 1); }

// Decides what of a context a layer can hold.
class LayerChoice {
 public:
  LayerChoice(const Context& context, const ReportOptions& report, FileId layout)
      : context_(context), report_(report), layout_(layout) {}

  bool operator()(const Entry& entry) {
    if (report_.choose && !report_.choose(entry)) return false;
    if (entry.kind == Kind::directory && entry.status != nullptr && entry.status->id == layout_) {
      tell(Diagnostic::Severity::note, entry,
           "is the image layout that is being written, and is left out");
      return false;
    }
    if (!base_of(entry.name).starts_with(kWhiteout)) return true;
    refuse(entry);
    return false;
  }

  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }

 private:
  void refuse(const Entry& entry) {
    constexpr const char* kWhy =
        "cannot be in an image, where names that begin with .wh. remove files; exclude it or give "
        "it another name";
    if (!report_.keep_going) throw Error(Fault::input, context_.path_of(entry.name), kWhy);
    tell(Diagnostic::Severity::warning, entry, kWhy);
    ++missing_;
  }

  void tell(Diagnostic::Severity severity, const Entry& entry, const char* message) const {
    if (report_.diagnose) {
      report_.diagnose({severity, context_.path_of(entry.name), message, {}});
    }
  }

  const Context& context_;
  const ReportOptions& report_;
  FileId layout_;
  std::uint64_t missing_ = 0;
};

// Before the work, not after it.
void check(const OciOptions& options) {
  oci::check_name(options.name);
  static_cast<void>(oci::config_text("", options.platform, options.pack.source_date_epoch));
  if (options.pack.every_attribute) {
    throw Error(Fault::usage, "",
                "an image is the same on any machine, and cannot have all extended attributes");
  }
}

}  // namespace

class OciLayout::State {
 public:
  State(const std::string& directory, const std::function<void()>& interrupted)
      : path_(directory), directory_(directory, interrupted) {}

  OciImage write(const Context& context, const OciOptions& options) {
    check(options);
    refuse_context(context);
    static_cast<void>(new_index({}, options));  // an old one that cannot be used is told of now
    OciImage image;
    image.report = put_layer(context, options, image);
    const std::string config =
        oci::config_text(image.diff_id, options.platform, options.pack.source_date_epoch);
    image.config = oci::descriptor_of_config(config);
    const std::string manifest = oci::manifest_text(image.config, image.layer);
    image.manifest = oci::descriptor_of_manifest(manifest);
    const std::string index = new_index(image.manifest, options);
    directory_.put_layer(image.layer.digest);
    directory_.put_config(config, image.config.digest);
    directory_.put_manifest(manifest, image.manifest.digest);
    directory_.finish(index);
    return image;
  }

  [[nodiscard]] const oci::LayoutDirectory& directory() const noexcept { return directory_; }

 private:
  [[nodiscard]] std::string new_index(const OciDescriptor& manifest,
                                      const OciOptions& options) const {
    return oci::index_text(directory_.old_index(), directory_.index_path(), manifest, options.name);
  }

  void refuse_context(const Context& context) const {
    FileStatus status;
    if (const auto error = os::status_of(context.descriptor(), status)) {
      throw Error(Fault::input, context.directory(), "cannot look at the context", error);
    }
    if (status.id == directory_.id()) {
      throw Error(Fault::usage, path_, "is the context itself; name another directory");
    }
  }

  Report put_layer(const Context& context, const OciOptions& options, OciImage& image) {
    const bool compressed = options.compression.method != Compression::Method::none;
    Compressor compressor(
        [&](std::span<const std::byte> bytes) {
          if (compressed) packed_.add(bytes);
          directory_.write_layer(bytes);
        },
        options.compression, options.pack.report.threads);
    LayerChoice choice(context, options.pack.report, directory_.id());
    PackOptions pack_options = options.pack;
    pack_options.reproducible = true;
    pack_options.report.choose = std::ref(choice);
    pack_options.complete = [&] {
      compressor.finish();
      if (options.pack.complete) options.pack.complete();
    };
    Report report = pack(
        context,
        [&](std::span<const std::byte> bytes) {
          plain_.add(bytes);
          compressor.write(bytes);
        },
        pack_options);
    refuse_zeros(report);
    report.missing += choice.missing();
    image.diff_id = plain_.digest();
    image.unpacked_size = plain_.size();
    image.layer = {oci::layer_media_type(options.compression.method),
                   compressed ? packed_.digest() : image.diff_id,
                   compressed ? packed_.size() : image.unpacked_size};
    return report;
  }

  // They would bear a digest, like anything true.
  void refuse_zeros(const Report& report) const {
    if (report.broken_off == 0) return;
    throw Error(Fault::input, "",
                fmt::format("files that could not be read to their end: {}; no image is made of "
                            "them",
                            report.broken_off));
  }

  std::string path_;
  oci::LayoutDirectory directory_;
  Measure plain_;   // made here, so that libcrypto has read its configuration before a sandbox
  Measure packed_;  // of what is compressed
};

OciPlace parse_oci_place(std::string_view text) {
  const std::size_t colon = text.find(':');
  OciPlace place{std::string(text.substr(0, colon)), ""};
  if (colon != std::string_view::npos) place.name = text.substr(colon + 1);
  if (place.directory.empty() || (colon != std::string_view::npos && place.name.empty())) {
    throw Error(
        Fault::usage, "",
        fmt::format("{} is no place for an image; write DIR or DIR:NAME", tare::quoted(text)));
  }
  oci::check_name(place.name);
  return place;
}

OciLayout::OciLayout(const std::string& directory, const std::function<void()>& interrupted)
    : state_(std::make_unique<State>(directory, interrupted)) {}

OciLayout::~OciLayout() = default;

OciImage OciLayout::write(const Context& context, const OciOptions& options) {
  return state_->write(context, options);
}

std::vector<std::string> OciLayout::commits_in() const { return state_->directory().commits_in(); }

std::string OciLayout::made_in() const { return state_->directory().made_in(); }

OciImage write_oci_layout(const Context& context, const std::string& directory,
                          const OciOptions& options) {
  return OciLayout(directory).write(context, options);
}

}  // namespace tare
