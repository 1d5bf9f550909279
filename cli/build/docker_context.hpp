#pragma once

#include <string>

#include "builder_address.hpp"
#include "docker_config.hpp"

namespace cli {

/// The dockerd of a docker context, as `docker context create NAME` has written it down. Throws
/// tare::Error (usage) if there is no such context, or its files cannot be used.
[[nodiscard]] BuilderAddress builder_of_context(const DockerConfig& config,
                                                const std::string& name);

/// Where docker would build: DOCKER_HOST, else DOCKER_CONTEXT, else the configuration's current
/// context, else unix:///var/run/docker.sock.
[[nodiscard]] BuilderAddress default_builder(const DockerConfig& config);

}  // namespace cli
