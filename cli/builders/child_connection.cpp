#include "child_connection.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "child.hpp"
#include "quiet_thread.hpp"
#include "tare/error.hpp"

namespace cli {
namespace {

constexpr std::size_t kKeptErrors = 4096;

/// Listens to what a command says on standard error, and keeps the end of it.
class ErrorListener {
 public:
  explicit ErrorListener(Descriptor pipe) : pipe_(std::move(pipe)) {
    set_blocking(pipe_.get(), false);
    thread_ = quiet_thread([this] { listen(); });
  }
  ~ErrorListener() {
    wake_.wake();
    thread_.join();
  }
  ErrorListener(const ErrorListener&) = delete;
  ErrorListener& operator=(const ErrorListener&) = delete;

  /// After the end of what is said, or after `patience`: others may have the pipe as well.
  [[nodiscard]] std::string kept(std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, patience, [this] { return over_; });
    return kept_;
  }

 private:
  Descriptor pipe_;
  WakeUp wake_;
  mutable std::mutex mutex_;
  mutable std::condition_variable ended_;
  std::string kept_;
  bool over_ = false;
  std::thread thread_;

  void listen() {
    read_on();
    const std::lock_guard lock(mutex_);
    over_ = true;
    ended_.notify_all();
  }

  void read_on() {
    while (true) {
      pollfd waiting[2] = {{pipe_.get(), POLLIN, 0}, {wake_.descriptor(), POLLIN, 0}};
      if (poll(waiting, 2, -1) < 0 && errno != EINTR) return;
      char buffer[4096];
      const ssize_t got = read(pipe_.get(), buffer, sizeof buffer);
      if (got > 0) {
        keep(buffer, static_cast<std::size_t>(got));
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR) || waiting[1].revents != 0) {
        return;
      }
    }
  }

  void keep(const char* text, std::size_t size) {
    const std::lock_guard lock(mutex_);
    kept_.append(text, size);
    if (kept_.size() > kKeptErrors) kept_.erase(0, kept_.size() - kKeptErrors);
  }
};

/// Lines become parts of a sentence.
std::string in_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c != '\n') {
      line += c;
    } else if (!line.empty() && !line.ends_with("; ")) {
      line += "; ";
    }
  }
  if (line.ends_with("; ")) line.resize(line.size() - 2);
  return line;
}

class ChildConnection : public Connection {
 public:
  ChildConnection(const std::vector<std::string>& arguments, Descriptor ours, Descriptor its,
                  std::pair<Descriptor, Descriptor> errors)
      : Connection(std::move(ours)),
        name_(arguments[0] == "ssh" ? "ssh" : "the command"),
        child_(arguments, its.get(), its.get(), errors.second.get()),
        listener_(std::move(errors.first)) {}

  ~ChildConnection() override { close_socket(); }

  [[nodiscard]] std::string failure() const override {
    const std::lock_guard lock(mutex_);
    // Its end follows that of the stream, and what it says stands between the two.
    const std::optional<int> status = child_.wait(std::chrono::milliseconds(500));
    const std::string said =
        in_one_line(listener_.kept(std::chrono::milliseconds(status ? 500 : 0)));
    if (!status) return said.empty() ? "" : name_ + " says: " + said;
    const std::string ended = name_ + " ended with code " + std::to_string(*status);
    return said.empty() ? ended : ended + ": " + said;
  }

  /// ssh may ask for a password, and has limits of its own.
  [[nodiscard]] Patience patience() const override { return std::nullopt; }

 private:
  std::string name_;
  mutable std::mutex mutex_;
  mutable Child child_;
  ErrorListener listener_;
};

}  // namespace

std::vector<std::string> command_for(const BuilderAddress& address) {
  if (address.transport == BuilderAddress::Transport::command) {
    return {"/bin/sh", "-c", address.command};
  }
  std::vector<std::string> command{"ssh", "-o", "ConnectTimeout=30", "-T"};
  if (!address.user.empty()) command.insert(command.end(), {"-l", address.user});
  if (!address.port.empty()) command.insert(command.end(), {"-p", address.port});
  command.insert(command.end(), {"--", address.host, "docker"});
  if (!address.path.empty()) {
    // The shell over there reads this.
    std::string quoted = "'";
    for (const char c : address.path)
      quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    command.insert(command.end(), {"--host", "unix://" + quoted + "'"});
  }
  command.insert(command.end(), {"system", "dial-stdio"});
  return command;
}

std::unique_ptr<Connection> connect_command(const BuilderAddress& address) {
  const std::vector<std::string> command = command_for(address);
  auto [ours, its] = socket_pair();
  try {
    return std::make_unique<ChildConnection>(command, std::move(ours), std::move(its), make_pipe());
  } catch (const std::system_error& error) {
    throw tare::Error(tare::Fault::output, name_of(address), command[0] + " cannot be run",
                      error.code());
  }
}

}  // namespace cli
