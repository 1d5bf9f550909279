#include "credential_helper.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>
#include <vector>

#include "child.hpp"
#include "descriptor.hpp"
#include "tare/error.hpp"
#include "tls_files.hpp"

namespace cli {
namespace {

constexpr std::size_t kMostOutput = 1 << 20;
constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::seconds kLeave{5};
constexpr char kNotFound[] = "credentials not found in native keychain";  // helpers' own words
constexpr char kTokenUser[] = "<token>";  // by which they say that the secret is a token

std::string program_of(const std::string& name) { return "docker-credential-" + name; }

[[noreturn]] void refuse(const std::string& name, const std::string& registry,
                         const std::string& why, std::error_code code = {}) {
  throw tare::Error(tare::Fault::usage, program_of(name),
                    "no credentials for " + registry + ": " + why, code);
}

/// The program is on the other end and has been told all; reads what it answers. A helper may ask a
/// person for a password and take any time for it, so `check` is called meanwhile.
std::string read_all(int fd, const std::function<void()>& check) {
  std::string result;
  char buffer[4096];
  while (result.size() <= kMostOutput) {
    if (check) check();
    pollfd waiting{fd, POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(kTick.count()));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    result.append(buffer, static_cast<std::size_t>(got));
  }
  return result;
}

/// The end of a helper that has closed its output; it is given some seconds.
int end_of(Child& child, const std::function<void()>& check) {
  const auto deadline = std::chrono::steady_clock::now() + kLeave;
  while (std::chrono::steady_clock::now() < deadline) {
    if (const std::optional<int> status = child.wait(kTick)) return *status;
    if (check) check();
  }
  return 128 + SIGTERM;
}

struct Answer {
  int status = 0;
  std::string output;
};

Answer ask(Child& child, Descriptor& ours, const std::string& registry,
           const std::function<void()>& check) {
  // A helper that does not read it at all may answer nevertheless.
  static_cast<void>(send(ours.get(), registry.data(), registry.size(), MSG_NOSIGNAL));
  shutdown(ours.get(), SHUT_WR);
  Answer answer;
  answer.output = read_all(ours.get(), check);
  ours.reset();  // one that still writes ends
  answer.status = end_of(child, check);
  return answer;
}

Answer run(const std::string& name, const std::string& registry,
           const std::function<void()>& check) {
  auto [ours, its] = socket_pair();
  const Descriptor nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
  try {
    Child child({program_of(name), "get"}, its.get(), its.get(), nowhere.get());
    its.reset();
    try {
      return ask(child, ours, registry, check);
    } catch (...) {
      child.terminate();  // it is not waited for any more
      throw;
    }
  } catch (const std::system_error& error) {
    refuse(name, registry,
           "docker's configuration names this helper, and it cannot be run; install it, or take it "
           "out of credHelpers and credsStore",
           error.code());
  }
}

/// Whether a helper's output may hold what it was asked for, whole or cut.
bool may_hold_secret(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text.find("\"secret\"") != std::string::npos || text.find('{') != std::string::npos;
}

/// What a helper says of its failure.
std::string first_line(const std::string& text) {
  if (may_hold_secret(text)) return "; what it printed may hold the secret, and is not repeated";
  const std::string line = text.substr(0, text.find('\n')).substr(0, 300);
  return line.empty() ? "" : ": " + line;
}

bool is_program(const std::string& name) {
  std::istringstream directories(environment("PATH"));
  for (std::string directory; std::getline(directories, directory, ':');) {
    directory.append("/").append(name);
    if (access(directory.c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace

std::optional<tare::RegistryCredentials> ask_credential_helper(const std::string& name,
                                                               const std::string& registry,
                                                               const std::function<void()>& check) {
  if (name.find('/') != std::string::npos) refuse(name, registry, "this is no name of a helper");
  const Answer answer = run(name, registry, check);
  if (answer.status != 0) {
    if (answer.output.find(kNotFound) != std::string::npos) return std::nullopt;
    refuse(name, registry,
           "it ended with code " + std::to_string(answer.status) + first_line(answer.output));
  }
  const nlohmann::json parsed = nlohmann::json::parse(answer.output, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("Username") || !parsed["Username"].is_string() ||
      !parsed.contains("Secret") || !parsed["Secret"].is_string()) {
    refuse(name, registry, "its answer is no JSON object with a Username and a Secret");
  }
  tare::RegistryCredentials credentials{parsed["Username"].get<std::string>(),
                                        parsed["Secret"].get<std::string>()};
  if (credentials.user == kTokenUser) credentials.user.clear();
  if (credentials.secret.empty()) return std::nullopt;
  return credentials;
}

std::string usual_credential_helper() {
  const std::string name = is_program("pass") ? "pass" : "secretservice";
  return is_program(program_of(name)) ? name : std::string();
}

}  // namespace cli
