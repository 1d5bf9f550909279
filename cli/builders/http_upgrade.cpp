#include "http_upgrade.hpp"

#include "tare/error.hpp"

namespace cli {
namespace {

std::string explanation(unsigned status, const std::string& said) {
  const std::string answer = std::to_string(status) + (said.empty() ? "" : ": " + said);
  if (status == 404 || status == 405 || status == 501) {
    return "the daemon has no BuildKit, which comes with Docker 18.09 and newer; it answers " +
           answer;
  }
  if (said.find("HTTP request to an HTTPS server") != std::string::npos) {
    return "the daemon wants TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the directory "
           "of the certificates";
  }
  return "the daemon answers " + answer;
}

}  // namespace

void upgrade(Connection& connection, const BuilderAddress& address, const std::string& target,
             const HttpHeaders& headers) {
  HttpHeaders all{{"Connection", "Upgrade"}, {"Upgrade", "h2c"}};
  all.insert(all.end(), headers.begin(), headers.end());
  HttpPost post(connection, name_of(address), target, all, connection.patience());
  if (post.status() == 101) return;
  throw tare::Error(tare::Fault::output, name_of(address),
                    explanation(post.status(), post.error_message()));
}

}  // namespace cli
