#include "build_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>

#include "build_flags.hpp"
#include "docker_context.hpp"
#include "image_name.hpp"
#include "proxy_arguments.hpp"
#include "tare/error.hpp"
#include "tare/printable.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDockerfile = "Dockerfile";

[[noreturn]] void refuse(const std::string& where, const std::string& message) {
  throw tare::Error(tare::Fault::usage, where, message);
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// In small letters it counts, too, and then BuildKit looks for it by itself.
std::string usual_dockerfile(const std::string& context) {
  const fs::path directory = context == "." ? "" : context;
  const std::string usual = (directory / kDockerfile).string();
  const std::string small = (directory / "dockerfile").string();
  return !is_there(usual) && is_there(small) ? small : usual;
}

void check_context(const std::string& context) {
  if (context == "-") {
    refuse("",
           "a builder asks for files of a directory, and standard input is none; for a tar "
           "there, use 'docker build -', as in 'tare pack | docker build -'");
  }
  std::error_code error;
  if (!fs::is_directory(context, error)) {
    refuse(context, is_there(context) ? "is no directory, and so no context"
                                      : "there is no such directory to be the context");
  }
}

std::map<std::string, std::string> labels_of(const std::vector<std::string>& words) {
  std::map<std::string, std::string> labels;
  for (const std::string& word : words) {
    const std::size_t equals = std::min(word.find('='), word.size());
    if (equals == 0) {
      refuse("", fmt::format("--label {}: a name is missing; write K=V", tare::quoted(word)));
    }
    labels[word.substr(0, equals)] = equals == word.size() ? "" : word.substr(equals + 1);
  }
  return labels;
}

void find_dockerfile(const BuildCommand& command, BuildRequest& request) {
  if (command.dockerfile == "-") {
    refuse("",
           "a Dockerfile on standard input cannot be asked for by a builder; write it to a "
           "file, or use 'tare pack | docker build -'");
  }
  const bool named = !command.dockerfile.empty();
  request.dockerfile = named ? command.dockerfile : usual_dockerfile(request.context);
  if (!is_there(request.dockerfile)) {
    refuse(request.dockerfile, "there is no such Dockerfile; name one with -f");
  }
  if (std::error_code ignored; fs::is_directory(request.dockerfile, ignored)) {
    refuse(request.dockerfile, named ? "is a directory; name the Dockerfile in it"
                                     : "is a directory; name a Dockerfile with -f");
  }
  const fs::path path = request.dockerfile;
  request.dockerfile_directory = named ? path.parent_path().string() : request.context;
  if (request.dockerfile_directory.empty()) request.dockerfile_directory = ".";
  request.dockerfile_name = named ? path.filename().string() : kDockerfile;
}

std::string platform_of(const BuildCommand& command) {
  if (!command.platform.empty()) return command.platform;
  const char* usual = std::getenv("DOCKER_DEFAULT_PLATFORM");  // NOLINT(concurrency-mt-unsafe)
  return usual == nullptr ? "" : usual;
}

}  // namespace

BuilderAddress builder_of(const BuildCommand& command, const DockerConfig& config) {
  if (!command.builder.empty()) return parse_builder_address(command.builder);
  const char* usual = std::getenv("TARE_BUILDER");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (usual == nullptr || *usual == '\0') return default_builder(config);
  BuilderAddress address = parse_builder_address(usual);
  address.from = "TARE_BUILDER";
  return address;
}

BuildRequest build_request(const BuildCommand& command, const DockerConfig& config,
                           const BuilderAddress& builder) {
  check_context(command.directory);
  BuildRequest request;
  request.context = command.directory;
  find_dockerfile(command, request);
  request.arguments = build_arguments(command.build_arguments);
  add_proxies(config, builder.text, request.arguments);
  request.labels = labels_of(command.labels);
  request.target = command.target;
  request.platform = platform_of(command);
  if (command.network != "default") request.network = command.network;
  for (const std::string& tag : command.tags) request.names.push_back(full_image_name(tag));
  request.no_cache = command.no_cache;
  request.pull = command.pull;
  request.push = command.push;
  if (request.push && request.names.empty()) {
    refuse("", "--push takes a name to push to: add -t REGISTRY/NAME");
  }
  return request;
}

std::string own_ignore_file(const BuildRequest& request) {
  const std::string& directory = request.dockerfile_directory;
  return (fs::path(directory == "." ? "" : directory) / request.dockerfile_name).string() +
         ".dockerignore";
}

std::map<std::string, std::string> frontend_attributes(const BuildRequest& request) {
  std::map<std::string, std::string> attributes;
  attributes["filename"] = request.dockerfile_name;
  if (!request.target.empty()) attributes["target"] = request.target;
  if (!request.platform.empty()) attributes["platform"] = request.platform;
  for (const auto& [name, value] : request.arguments) attributes["build-arg:" + name] = value;
  for (const auto& [name, value] : request.labels) attributes["label:" + name] = value;
  if (!request.network.empty()) attributes["force-network-mode"] = request.network;
  if (request.no_cache) attributes["no-cache"] = "";  // of all stages
  if (request.pull) attributes["image-resolve-mode"] = "pull";
  return attributes;
}

SolveOrder solve_order(const BuildRequest& request, BuilderAddress::Kind kind,
                       const std::string& session) {
  SolveOrder order{session, frontend_attributes(request), "", {}, {}};
  if (request.network == "host") order.entitlements = {"network.host"};
  const std::string names = fmt::format("{}", fmt::join(request.names, ","));
  if (kind == BuilderAddress::Kind::dockerd) {
    order.exporter = "moby";  // into the daemon's own store
    if (!names.empty()) order.exporter_attributes["name"] = names;
    return order;
  }
  if (names.empty()) return order;
  order.exporter = "image";
  order.exporter_attributes["name"] = names;
  if (request.push) order.exporter_attributes["push"] = "true";
  return order;
}

}  // namespace cli
