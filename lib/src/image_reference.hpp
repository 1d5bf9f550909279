#pragma once

#include <string_view>

namespace tare {

/// Throws WordError, with the reason, unless `name` is what an image can be called:
/// `debian`, `docker.io/library/debian:12`, `ghcr.io/a/b@sha256:...`.
void check_image_reference(std::string_view name);

}  // namespace tare
