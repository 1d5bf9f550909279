#pragma once

#include <map>
#include <string>
#include <vector>

#include "build_command.hpp"
#include "builder_address.hpp"
#include "docker_config.hpp"
#include "solve.hpp"

namespace cli {

/// What is asked of a builder, in its own words.
struct BuildRequest {
  std::string context;               ///< a directory
  std::string dockerfile;            ///< its path, for messages and to read it here
  std::string dockerfile_directory;  ///< where the builder finds it
  std::string dockerfile_name;       ///< in there
  std::map<std::string, std::string> arguments;
  std::map<std::string, std::string> labels;
  std::string target;
  std::string platform;
  std::string network;             ///< of RUN steps; empty: the builder's own
  std::vector<std::string> names;  ///< of the image, in full
  bool no_cache = false;
  bool pull = false;
  bool push = false;
};

/// The builder that is asked: of the command line, TARE_BUILDER, or where docker would build.
[[nodiscard]] BuilderAddress builder_of(const BuildCommand& command, const DockerConfig& config);

/// With the proxies that the configuration has for that builder as build arguments. Throws
/// tare::Error (usage) for what no builder could do, such as a Dockerfile that is not there.
[[nodiscard]] BuildRequest build_request(const BuildCommand& command, const DockerConfig& config,
                                         const BuilderAddress& builder);

/// The path of the ignore file that is the Dockerfile's own, whether it is there or not. Its name
/// is that by which the builder asks for the Dockerfile: `Dockerfile` also where that is found as
/// `dockerfile`.
[[nodiscard]] std::string own_ignore_file(const BuildRequest& request);

/// What BuildKit's Dockerfile frontend is told.
[[nodiscard]] std::map<std::string, std::string> frontend_attributes(const BuildRequest& request);

/// The order for a builder of that kind, in the session `session`.
[[nodiscard]] SolveOrder solve_order(const BuildRequest& request, BuilderAddress::Kind kind,
                                     const std::string& session);

}  // namespace cli
