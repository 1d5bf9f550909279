#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tare/oci.hpp"

/// The documents of an OCI image, as the image specification has them.
namespace tare::oci {

inline constexpr std::string_view kLayoutFile = R"({"imageLayoutVersion":"1.0.0"})";

/// Throws Error (usage) unless `text`, the content of the file `path`, says that what is around it
/// is an image layout of a version that is known.
void check_layout_file(const std::string& text, const std::string& path);

[[nodiscard]] std::string layer_media_type(Compression::Method method);

/// The config of an image of one layer. Throws Error (usage) for a platform that is none, and for a
/// time that no image can say.
[[nodiscard]] std::string config_text(const std::string& diff_id, const std::string& platform,
                                      std::optional<std::int64_t> created);

[[nodiscard]] OciDescriptor descriptor_of_config(const std::string& text);
[[nodiscard]] OciDescriptor descriptor_of_manifest(const std::string& text);

[[nodiscard]] std::string manifest_text(const OciDescriptor& config, const OciDescriptor& layer);

/// The index `old`, the content of the file `path`, with `manifest` under `name` in the place of
/// those that had this name; one without a name takes the place of those of which the index says
/// nothing but media type, digest and size. Throws Error (usage) for one that is no index.
[[nodiscard]] std::string index_text(const std::optional<std::string>& old, const std::string& path,
                                     const OciDescriptor& manifest, const std::string& name);

/// Throws Error (usage).
void check_name(const std::string& name);

}  // namespace tare::oci
