#include "tare/session.hpp"

#include <openssl/evp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <system_error>

#include "http2_server.hpp"
#include "services.hpp"

namespace tare {
namespace {

constexpr std::chrono::hours kMostPatience{365 * 24};  // ten times it has to fit in nanoseconds

std::string hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15u];
  }
  return text;
}

std::string random_id() {
  std::random_device device;
  std::array<unsigned char, 16> bytes{};
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(device());
  return hex(bytes.data(), bytes.size());
}

// What tells this machine from others: the same path elsewhere is another directory.
std::string machine_id() {
  std::ifstream file("/etc/machine-id");
  std::string id((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!id.empty()) return id;
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

std::string key_of(const std::string& directory) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(directory, error);
  const std::string text = "tare " + machine_id() + '\n' + (error ? directory : real.string());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw Error(Fault::usage, directory, "no SHA-256 in this machine's libcrypto");
  }
  return hex(digest.data(), size);
}

std::string base_name(const std::string& directory) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(directory, error);
  std::string name = real.filename().string();
  return name.empty() ? "context" : name;
}

void check(const SessionOptions& options) {
  if (options.directories.empty()) {
    throw Error(Fault::usage, "session", "no directory to share");
  }
  if (options.patience <= std::chrono::seconds(0)) {
    throw Error(Fault::usage, "session", "patience has to be more than 0 s");
  }
  std::set<std::string> names;
  for (const SharedDirectory& shared : options.directories) {
    if (!names.insert(shared.name).second) {
      throw Error(Fault::usage, shared.directory,
                  "another directory is already shared as " + shared.name);
    }
    ContextOptions opened;
    opened.directory = shared.directory;
    opened.use_dockerfile = false;
    opened.rules = Matcher();
    static_cast<void>(Context(opened));
  }
}

SessionOptions completed(SessionOptions options) {
  check(options);
  const std::string& first = options.directories.front().directory;
  if (options.name.empty()) options.name = base_name(first);
  if (options.shared_key.empty()) options.shared_key = key_of(first);
  options.patience = std::min<std::chrono::seconds>(options.patience, kMostPatience);
  return options;
}

// What gRPC-go refuses in a header, and what would end one.
std::string as_header(std::string text) {
  for (char& character : text) {
    if (character < ' ' || character > '~') character = '_';
  }
  return text;
}

Descriptor event_descriptor() {
  Descriptor made(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (made.get() < 0) {
    throw Error(Fault::input, "session", "no descriptor", {errno, std::generic_category()});
  }
  return made;
}

void check_connected(const Descriptor& connection) {
  int type = 0;
  socklen_t size = sizeof type;
  sockaddr_storage peer{};
  socklen_t peer_size = sizeof peer;
  if (getsockopt(connection.get(), SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM ||
      getpeername(connection.get(), reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) {
    throw Error(Fault::usage, "descriptor " + std::to_string(connection.get()),
                "is no connected stream socket");
  }
}

}  // namespace

class Session::Parts {
 public:
  explicit Parts(SessionOptions given)
      : options(completed(std::move(given))),
        id(random_id()),
        services(options),
        wake(event_descriptor()) {}

  const SessionOptions options;
  const std::string id;
  Services services;
  Descriptor wake;  // written to by stop()
  std::atomic<bool> stop{false};
  std::atomic<bool> served{false};
};

Session::Session(SessionOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}

Session::~Session() = default;

const std::string& Session::id() const noexcept { return parts_->id; }

std::vector<std::pair<std::string, std::string>> Session::headers() const {
  std::vector<std::pair<std::string, std::string>> headers{
      {"X-Docker-Expose-Session-Uuid", parts_->id},
      {"X-Docker-Expose-Session-Name", as_header(parts_->options.name)},
      {"X-Docker-Expose-Session-Sharedkey", as_header(parts_->options.shared_key)},
  };
  const auto offer = [&](const char* method) {
    headers.emplace_back("X-Docker-Expose-Session-Grpc-Method", method);
  };
  offer(kDiffCopyMethod);
  offer(kHealthMethod);
  if (parts_->options.credentials) offer(kCredentialsMethod);
  return headers;
}

void Session::serve(int descriptor) {
  Descriptor connection(descriptor);
  if (parts_->served.exchange(true)) {
    throw Error(Fault::usage, "session", "serves one connection only, and has done so");
  }
  check_connected(connection);
  try {
    Http2Server server(
        std::move(connection), parts_->wake.get(), parts_->options.patience,
        [this](Call& call) { parts_->services.answer(call); },
        [this](Fault fault, const std::string& text) {
          parts_->services.fail(Error(fault, parts_->options.name, text));
        });
    server.run(parts_->stop);
  } catch (const std::system_error& error) {
    throw Error(Fault::input, parts_->options.name, "cannot serve", error.code());
  }
}

void Session::stop() noexcept {
  parts_->stop = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(parts_->wake.get(), &one, sizeof one);
}

std::optional<Error> Session::failure() const { return parts_->services.failure(); }

}  // namespace tare
