#pragma once

#include <optional>
#include <string>

#include "builder_address.hpp"

namespace cli {

/// The variable of the environment, or "".
[[nodiscard]] std::string environment(const char* name);

/// Where docker keeps its configuration: DOCKER_CONFIG, or `.docker` in the home directory.
[[nodiscard]] std::string docker_directory();

/// What DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH say of connections by tcp; nothing where
/// there is to be no TLS. Throws tare::Error (usage) for files that are missing.
[[nodiscard]] std::optional<TlsFiles> tls_of_environment();

/// Of `ca.pem`, `cert.pem` and `key.pem` in a directory, those that are there; nothing where none
/// is. Throws tare::Error (usage) for one of certificate and key without the other.
[[nodiscard]] std::optional<TlsFiles> tls_in(const std::string& directory);

}  // namespace cli
