#include "docker_config.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "base64.hpp"
#include "credential_helper.hpp"
#include "docker_json.hpp"
#include "tls_files.hpp"

namespace cli {
namespace {

constexpr char kDockerHub[] = "https://index.docker.io/v1/";

/// Under which name docker keeps what a registry is to be shown.
std::string key_of(const std::string& host) {
  const bool hub =
      host == "docker.io" || host == "index.docker.io" || host == "registry-1.docker.io";
  return hub ? kDockerHub : host;
}

/// The host of a registry's address, which is what older versions of docker have written down.
std::string_view host_of(std::string_view address) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (address.starts_with(scheme)) {
      address.remove_prefix(scheme.size());
      break;
    }
  }
  return address.substr(0, address.find('/'));
}

/// What stands in `auths`; the secret is empty where nothing is known.
tare::RegistryCredentials read_auth(const DockerJson& auths, const std::string& registry) {
  const DockerJson entry = auths.object(registry);
  const std::string token = entry.text("identitytoken");
  tare::RegistryCredentials credentials{entry.text("username"), entry.text("password")};
  const std::string encoded = entry.text("auth");
  if (!encoded.empty()) {
    const std::optional<std::string> decoded = from_base64(encoded);
    if (!decoded) entry.refuse("auth", "is no base64");
    const std::size_t colon = decoded->find(':');
    if (colon == std::string::npos) entry.refuse("auth", "is not USER:PASSWORD in base64");
    credentials.user = decoded->substr(0, colon);
    credentials.secret = decoded->substr(colon + 1);
    while (credentials.secret.ends_with('\0')) credentials.secret.pop_back();
    while (credentials.secret.starts_with('\0')) credentials.secret.erase(0, 1);
  }
  return token.empty() ? credentials : tare::RegistryCredentials{"", token};
}

}  // namespace

DockerConfig::DockerConfig() : DockerConfig(docker_directory()) {}

DockerConfig::DockerConfig(std::string directory)
    : directory_(std::move(directory)), file_(directory_ + "/config.json") {
  const std::optional<DockerJson> root = read_docker_json(file_, "docker's configuration");
  if (root) {
    current_context_ = root->text("currentContext");
    store_ = root->text("credsStore");
    const DockerJson helpers = root->object("credHelpers");
    helpers.for_each([&](const std::string& host) { helpers_[host] = helpers.text(host); });
    const DockerJson auths = root->object("auths");
    auths.for_each([&](const std::string& host) { auths_[host] = read_auth(auths, host); });
  }
  if (auths_.empty() && helpers_.empty() && store_.empty()) store_ = usual_credential_helper();
}

std::optional<tare::RegistryCredentials> DockerConfig::credentials(
    const std::string& host, const std::function<void()>& check) const {
  const std::string key = key_of(host);
  const auto helper = helpers_.find(key);
  const std::string& name = helper != helpers_.end() ? helper->second : store_;
  if (!name.empty()) return ask_credential_helper(name, key, check);

  auto found = auths_.find(key);
  if (found == auths_.end()) {
    for (found = auths_.begin(); found != auths_.end() && host_of(found->first) != key;) ++found;
  }
  if (found == auths_.end() || found->second.secret.empty()) return std::nullopt;
  return found->second;
}

}  // namespace cli
