#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tare/session.hpp"

namespace cli {

/// What docker's configuration says, in $DOCKER_CONFIG/config.json or ~/.docker/config.json.
class DockerConfig {
 public:
  /// Of a directory. A file that is not there is an empty one; throws tare::Error (usage, with the
  /// line) for one that cannot be read or is malformed.
  explicit DockerConfig(std::string directory);

  /// Of the directory that docker would take.
  DockerConfig();

  [[nodiscard]] const std::string& directory() const noexcept { return directory_; }
  [[nodiscard]] const std::string& file() const noexcept { return file_; }

  /// The context that was chosen by `docker context use`, or "".
  [[nodiscard]] const std::string& current_context() const noexcept { return current_context_; }

  /// What a registry is to be shown: from `credHelpers`, `credsStore` or `auths`, as docker
  /// chooses. `host` is a name such as `registry.example:5000`; Docker Hub's are taken for its key.
  /// May run a helper and wait for it; from any thread. None: nothing is known, and the registry is
  /// asked anonymously. Throws tare::Error (usage) if a helper is missing or fails, as docker does.
  /// `check` is called while a helper runs; what it throws ends that.
  [[nodiscard]] std::optional<tare::RegistryCredentials> credentials(
      const std::string& host, const std::function<void()>& check = {}) const;

 private:
  std::string directory_;
  std::string file_;
  std::string current_context_;
  std::map<std::string, tare::RegistryCredentials, std::less<>> auths_;
  std::map<std::string, std::string, std::less<>> helpers_;  ///< by registry
  std::string store_;                                        ///< the helper of all others, or ""
};

}  // namespace cli
