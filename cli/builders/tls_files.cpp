#include "tls_files.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "tare/error.hpp"

namespace cli {
namespace {

/// The file's path if there is one of this name, else "".
std::string if_there(const std::string& directory, const char* name) {
  const std::string path = directory + "/" + name;
  return access(path.c_str(), F_OK) == 0 ? path : std::string();
}

std::string home() {
  std::string directory = environment("HOME");
  if (!directory.empty()) return directory;
  passwd entry = {};
  passwd* user = nullptr;
  std::array<char, 16384> texts{};
  getpwuid_r(getuid(), &entry, texts.data(), texts.size(), &user);
  return user != nullptr ? user->pw_dir : "/";
}

}  // namespace

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return value != nullptr ? value : "";
}

std::string docker_directory() {
  std::string directory = environment("DOCKER_CONFIG");
  return directory.empty() ? home() + "/.docker" : directory;
}

std::optional<TlsFiles> tls_in(const std::string& directory) {
  TlsFiles files;
  files.authority = if_there(directory, "ca.pem");
  files.certificate = if_there(directory, "cert.pem");
  files.key = if_there(directory, "key.pem");
  if (files.certificate.empty() != files.key.empty()) {
    throw tare::Error(tare::Fault::usage, directory,
                      files.key.empty() ? "there is a cert.pem, but no key.pem for it"
                                        : "there is a key.pem, but no cert.pem for it");
  }
  if (files.authority.empty() && files.certificate.empty()) return std::nullopt;
  return files;
}

std::optional<TlsFiles> tls_of_environment() {
  const bool verify = !environment("DOCKER_TLS_VERIFY").empty();
  if (!verify && environment("DOCKER_TLS").empty()) return std::nullopt;
  std::string directory = environment("DOCKER_CERT_PATH");
  if (directory.empty()) directory = docker_directory();
  TlsFiles files = tls_in(directory).value_or(TlsFiles{});
  files.verify = verify;
  if (verify && files.authority.empty()) {
    throw tare::Error(tare::Fault::usage, directory + "/ca.pem",
                      "DOCKER_TLS_VERIFY is set, and the certificate of the authority is missing: "
                      "put it there, or set DOCKER_CERT_PATH to the directory that holds ca.pem, "
                      "cert.pem and key.pem");
  }
  return files;
}

}  // namespace cli
