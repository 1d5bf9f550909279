#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace test {

/// Sets a variable of the environment, or takes it away, until the end of the scope.
class WithVariable {
 public:
  WithVariable(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    set(value);
  }
  ~WithVariable() { set(before_); }
  WithVariable(const WithVariable&) = delete;
  WithVariable& operator=(const WithVariable&) = delete;

 private:
  std::string name_;
  std::optional<std::string> before_;

  void set(const std::optional<std::string>& value) const {
    if (value) {
      setenv(name_.c_str(), value->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }
};

/// Nothing of docker's in the environment.
struct NoDockerVariables {
  WithVariable host{"DOCKER_HOST", {}}, context{"DOCKER_CONTEXT", {}}, config{"DOCKER_CONFIG", {}},
      tls{"DOCKER_TLS", {}}, verify{"DOCKER_TLS_VERIFY", {}}, certificates{"DOCKER_CERT_PATH", {}};
};

}  // namespace test
