#include "docker_context.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "docker_json.hpp"
#include "tare/error.hpp"
#include "tls_files.hpp"

namespace cli {
namespace {

constexpr char kDefault[] = "default";  // docker's name of what the environment says

/// The directory that docker gives to a context: the SHA-256 of its name.
std::string directory_of(const std::string& name) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(name.data(), name.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("libcrypto has no SHA-256");
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

/// docker takes an address without a scheme for one of tcp, and a path for a socket.
std::string with_scheme(const std::string& host) {
  if (host.find("://") != std::string::npos) return host;
  return (host.starts_with('/') ? "unix://" : "tcp://") + host;
}

/// What docker itself knows; the rest are addresses of tare.
BuilderAddress parse_docker_host(const std::string& host, const std::string& from) {
  try {
    BuilderAddress address = parse_plain_address(with_scheme(host));
    address.from = from;
    return address;
  } catch (const tare::Error& error) {
    throw tare::Error(tare::Fault::usage, "", std::string(error.what()) + " (from " + from + ")");
  }
}

BuilderAddress builder_of_environment() {
  const std::string host = environment("DOCKER_HOST");
  const std::string from = host.empty() ? "" : "DOCKER_HOST";
  BuilderAddress address =
      parse_docker_host(host.empty() ? "unix:///var/run/docker.sock" : host, from);
  if (address.transport == BuilderAddress::Transport::tcp) address.tls = tls_of_environment();
  complete_port(address);
  return address;
}

[[noreturn]] void refuse_context(const std::string& name, const std::string& why) {
  throw tare::Error(tare::Fault::usage, "", "the docker context '" + name + "' " + why);
}

BuilderAddress named_context(const DockerConfig& config, const std::string& name,
                             const std::string& from) {
  if (name == kDefault) return builder_of_environment();
  const std::string directory = directory_of(name);
  const std::string file = config.directory() + "/contexts/meta/" + directory + "/meta.json";
  const std::optional<DockerJson> meta = read_docker_json(file, "the docker context");
  if (!meta) {
    refuse_context(
        name, "does not exist, which " + from + " names: `docker context ls` lists those that do");
  }
  const DockerJson endpoint = meta->object("Endpoints").object("docker");
  const std::string host = endpoint.text("Host");
  if (host.empty()) refuse_context(name, "names no docker daemon (Endpoints.docker.Host)");

  BuilderAddress address = parse_docker_host(host, "the docker context " + name);
  if (address.transport != BuilderAddress::Transport::tcp) return address;
  address.tls = tls_in(config.directory() + "/contexts/tls/" + directory + "/docker");
  if (endpoint.flag("SkipTLSVerify")) {
    if (!address.tls) address.tls.emplace();
    address.tls->verify = false;
  }
  // As docker has it: what a context names is the only authority.
  if (address.tls) address.tls->system = address.tls->authority.empty();
  complete_port(address);
  return address;
}

}  // namespace

BuilderAddress default_builder(const DockerConfig& config) {
  if (!environment("DOCKER_HOST").empty()) return builder_of_environment();
  const std::string chosen = environment("DOCKER_CONTEXT");
  if (!chosen.empty()) return named_context(config, chosen, "DOCKER_CONTEXT");
  if (config.current_context().empty()) return builder_of_environment();
  return named_context(config, config.current_context(), config.file());
}

}  // namespace cli
