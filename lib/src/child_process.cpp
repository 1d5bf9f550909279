#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "os.hpp"

extern char** environ;  // NOLINT: POSIX declares it nowhere

namespace tare {
namespace {

constexpr std::size_t kMostErrors = 4096;

std::error_code code_of(int error) { return {error, std::generic_category()}; }

struct Pipe {
  os::Descriptor reader;
  os::Descriptor writer;
  std::error_code error;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      error = code_of(errno);
      return;
    }
    reader.reset(ends[0]);
    writer.reset(ends[1]);
  }
};

// Pointers to texts, as exec takes them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment(std::string_view without,
                                     const std::vector<std::string>& with) {
  std::vector<std::string> variables;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view variable(*each);
    if (variable.substr(0, without.size()) != without) variables.emplace_back(variable);
  }
  variables.insert(variables.end(), with.begin(), with.end());
  return variables;
}

// A program that runs: killed, if it still does, and waited for in any case.
class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill();
    static_cast<void>(wait());
  }

  std::error_code start(std::vector<std::string> arguments, std::vector<std::string> variables,
                        int output, int errors) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);  // which may be ignored here
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const std::string program = arguments.front();
    const int error = ::posix_spawnp(&process_, program.c_str(), &files, &attributes,
                                     pointers(arguments).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) process_ = -1;
    return code_of(error);
  }

  void kill() noexcept {
    if (process_ > 0) ::kill(process_, SIGKILL);
  }

  // Its exit code, or 128 and the signal.
  int wait() noexcept {
    if (process_ <= 0) return -1;
    int status = 0;
    pid_t got = ::waitpid(process_, &status, 0);
    while (got == -1 && errno == EINTR) got = ::waitpid(process_, &status, 0);
    process_ = -1;
    if (got == -1) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t process_ = -1;
};

// Reads once. False at the end, and on an error.
bool take(os::Descriptor& from, std::array<char, 65536>& buffer, std::string_view& piece) {
  ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
  while (got == -1 && errno == EINTR) got = ::read(from.get(), buffer.data(), buffer.size());
  if (got <= 0) {
    from.reset();
    return false;
  }
  piece = {buffer.data(), static_cast<std::size_t>(got)};
  return true;
}

// Reads both pipes until they end. False when `output` wants no more.
bool listen(os::Descriptor output_pipe, os::Descriptor error_pipe, std::string& errors,
            const std::function<bool(std::string_view)>& output) {
  std::array<char, 65536> buffer;  // NOLINT: filled by read
  while (output_pipe || error_pipe) {
    std::array<pollfd, 2> wait{pollfd{output_pipe.get(), POLLIN, 0},
                               pollfd{error_pipe.get(), POLLIN, 0}};
    if (::poll(wait.data(), wait.size(), -1) == -1) {
      if (errno == EINTR) continue;
      return false;
    }
    std::string_view piece;
    if (wait[0].revents != 0 && take(output_pipe, buffer, piece) && !output(piece)) return false;
    if (wait[1].revents != 0 && take(error_pipe, buffer, piece) && errors.size() < kMostErrors) {
      errors += piece;
    }
  }
  return true;
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& arguments, std::string_view without,
                      const std::vector<std::string>& with,
                      const std::function<bool(std::string_view)>& output) {
  ChildResult result;
  Pipe out;
  Pipe err;
  result.error = out.error ? out.error : err.error;
  if (result.error) return result;
  Child child;
  result.error =
      child.start(arguments, environment(without, with), out.writer.get(), err.writer.get());
  if (result.error) return result;
  out.writer.reset();
  err.writer.reset();
  result.stopped =
      !listen(std::move(out.reader), std::move(err.reader), result.first_errors, output);
  if (result.stopped) child.kill();
  result.status = child.wait();
  return result;
}

}  // namespace tare
