#pragma once

#include <map>
#include <string>

#include "docker_config.hpp"

namespace cli {

/// Adds the build arguments by which docker hands the proxies of its configuration (`proxies`, for
/// the daemon at `builder` or by `default`) to RUN steps, such as HTTP_PROXY and http_proxy. What
/// is there already stays. Throws tare::Error (usage) as DockerConfig does.
void add_proxies(const DockerConfig& config, const std::string& builder,
                 std::map<std::string, std::string>& arguments);

}  // namespace cli
