#pragma once

#include <string>
#include <string_view>

namespace cli {

/// The name of an image in full, as docker reads it: `shop` is `docker.io/library/shop:latest`.
/// Throws tare::Error (usage) for what cannot be the name of an image to be built.
[[nodiscard]] std::string full_image_name(std::string_view name);

}  // namespace cli
