#pragma once

#include <string>

#include "builder_address.hpp"
#include "docker_config.hpp"

namespace cli {

/// Where docker would build: DOCKER_HOST, else DOCKER_CONTEXT, else the configuration's current
/// context, else unix:///var/run/docker.sock. Throws tare::Error (usage) if there is no such
/// context, or its files cannot be used.
[[nodiscard]] BuilderAddress default_builder(const DockerConfig& config);

}  // namespace cli
