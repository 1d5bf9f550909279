#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "connection.hpp"
#include "tare/session.hpp"

namespace cli {

/// What a daemon tells while it pushes an image, one layer at a time. Untrusted text.
struct PushStep {
  std::string layer;                     ///< the beginning of its digest, or ""
  std::string status;                    ///< such as `Pushing`
  std::uint64_t current = 0, total = 0;  ///< bytes; 0 where they are not known
};

/// The registry of an image, as docker names it: `docker.io` where none is written.
[[nodiscard]] std::string registry_of(const std::string& image);

/// Asks the daemon at `address`, which is the other end of `connection`, to push an image; see
/// Builder::push.
std::string push_image(Connection& connection, const BuilderAddress& address,
                       const std::string& image,
                       const std::optional<tare::RegistryCredentials>& credentials,
                       const std::function<void(const PushStep&)>& progress);

}  // namespace cli
