#include "child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include "descriptor.hpp"

namespace cli {
namespace {

/// In the child: makes `from` standard descriptor `to`, wherever it was.
bool put(int from, int to) {
  if (from != to) return dup2(from, to) >= 0;
  return fcntl(to, F_SETFD, 0) >= 0;
}

void signal_becomes(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

/// In the child, where nothing may be allocated; writes errno to `report` if it fails.
[[noreturn]] void run(char* const* arguments, const int (&standard)[3], pid_t parent, int report) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);  // it has ended already
  signal_becomes(SIGINT, SIG_IGN);
  signal_becomes(SIGPIPE, SIG_DFL);
  signal_becomes(SIGTERM, SIG_DFL);
  signal_becomes(SIGHUP, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  if (put(standard[0], 0) && put(standard[1], 1) && put(standard[2], 2)) {
    execvp(arguments[0], arguments);
  }
  const int error = errno;
  static_cast<void>(!write(report, &error, sizeof error));
  _exit(127);
}

/// A copy above the standard descriptors, so that putting one in its place overwrites no other.
Descriptor above_standard(int fd) {
  const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) throw std::system_error(errno, std::generic_category(), "no more descriptors");
  return Descriptor(copy);
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments, int input, int output, int errors) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const Descriptor in = above_standard(input);
  const Descriptor out = above_standard(output);
  const Descriptor err = above_standard(errors);
  const int standard[3] = {in.get(), out.get(), err.get()};
  auto [report, write_end] = make_pipe();
  const pid_t parent = getpid();

  process_ = fork();
  if (process_ < 0) throw std::system_error(errno, std::generic_category(), arguments[0]);
  if (process_ == 0) run(pointers.data(), standard, parent, write_end.get());

  write_end.reset();
  int error = 0;
  ssize_t got = 0;
  do got = read(report.get(), &error, sizeof error);
  while (got < 0 && errno == EINTR);
  if (got != sizeof error) return;
  waitpid(process_, nullptr, 0);
  throw std::system_error(error, std::generic_category(), arguments[0]);
}

std::optional<int> Child::wait(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!status_) {
    int status = 0;
    const pid_t ended = waitpid(process_, &status, WNOHANG);
    if (ended == process_) {
      status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    } else if (std::chrono::steady_clock::now() >= deadline) {
      break;
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  return status_;
}

void Child::terminate() {
  if (!wait(std::chrono::milliseconds(0))) kill(process_, SIGTERM);
}

Child::~Child() {
  using std::chrono::milliseconds;
  if (wait(milliseconds(500))) return;
  kill(process_, SIGTERM);
  if (wait(milliseconds(2000))) return;
  kill(process_, SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace cli
