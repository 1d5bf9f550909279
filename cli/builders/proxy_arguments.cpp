#include "proxy_arguments.hpp"

#include <optional>
#include <utility>

#include "docker_json.hpp"

namespace cli {
namespace {

struct Proxy {
  const char* key;  // in the configuration
  const char* large;
  const char* small;
};

constexpr Proxy kProxies[] = {
    {"httpProxy", "HTTP_PROXY", "http_proxy"}, {"httpsProxy", "HTTPS_PROXY", "https_proxy"},
    {"noProxy", "NO_PROXY", "no_proxy"},       {"ftpProxy", "FTP_PROXY", "ftp_proxy"},
    {"allProxy", "ALL_PROXY", "all_proxy"},
};

}  // namespace

void add_proxies(const DockerConfig& config, const std::string& builder,
                 std::map<std::string, std::string>& arguments) {
  const std::optional<DockerJson> root = read_docker_json(config.file(), "docker's configuration");
  if (!root) return;
  const DockerJson all = root->object("proxies");
  bool own = false;
  all.for_each([&](const std::string& key) { own = own || key == builder; });
  const DockerJson chosen = all.object(own ? builder : "default");
  for (const Proxy& proxy : kProxies) {
    const std::string value = chosen.text(proxy.key);
    if (value.empty()) continue;
    arguments.emplace(proxy.large, value);
    arguments.emplace(proxy.small, value);
  }
}

}  // namespace cli
