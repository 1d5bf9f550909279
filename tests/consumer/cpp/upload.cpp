// Builds an image: packs a context into the body of an HTTP request to a Docker daemon, shows how
// far it is, and stops at Ctrl-C.
//
//   upload SOCKET CONTEXT [TAG]
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <tare/output_file.hpp>
#include <tare/pack.hpp>

struct Cancelled {};

volatile std::sig_atomic_t asked_to_stop = 0;

void stop_if_asked() {
  if (asked_to_stop != 0) throw Cancelled();
}

int connect_to(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int daemon = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(daemon, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return daemon;
  throw tare::Error(tare::Fault::output, path, "cannot connect", {errno, std::generic_category()});
}

void send_text(int daemon, const std::string& text) {
  tare::write_to(daemon, "the daemon", std::as_bytes(std::span(text)), stop_if_asked);
}

// A chunk of the body. Once it has been asked to stop, nothing more goes out, and the daemon drops
// a request that breaks off.
void send_block(int daemon, std::span<const std::byte> block) {
  stop_if_asked();
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", block.size());
  send_text(daemon, size);
  tare::write_to(daemon, "the daemon", block, stop_if_asked);
  send_text(daemon, "\r\n");
}

// A signal may come just before the waiting begins, which it does not interrupt then.
void wait_for_answer(int daemon) {
  pollfd waiting = {daemon, POLLIN, 0};
  constexpr int kMilliseconds = 100;
  while (poll(&waiting, 1, kMilliseconds) <= 0) stop_if_asked();
}

std::string answer_of(int daemon) {
  std::string answer;
  char part[4096];
  while (true) {
    wait_for_answer(daemon);
    const ssize_t got = read(daemon, part, sizeof part);
    if (got == 0) return answer;
    if (got < 0)
      throw tare::Error(tare::Fault::output, "the daemon", "gives no answer",
                        {errno, std::generic_category()});
    answer.append(part, static_cast<std::size_t>(got));
  }
}

int main(int count, char** words) try {
  if (count < 3) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  struct sigaction action = {};  // without SA_RESTART, so that a write that waits is interrupted
  action.sa_handler = [](int) { asked_to_stop = 1; };
  sigaction(SIGINT, &action, nullptr);

  const tare::Context context(words[2]);
  tare::PackOptions options;
  options.report.progress = [](const tare::Progress& progress) {
    std::cerr << "\r" << progress.entries << " entries, " << progress.bytes << " bytes\033[K";
  };
  options.report.diagnose = [](const tare::Diagnostic& diagnostic) {
    std::cerr << to_string(diagnostic) << "\n";
  };
  const int daemon = connect_to(words[1]);
  send_text(daemon, "POST /build?t=" + std::string(count > 3 ? words[3] : "") +
                        " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                        "Content-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n\r\n");
  const tare::Report report = tare::pack(
      context, [&](std::span<const std::byte> block) { send_block(daemon, block); }, options);
  send_text(daemon, "0\r\n\r\n");
  const std::string answer = answer_of(daemon);
  std::cout << answer << "\n";
  std::cerr << "\r" << report.context.files << " files, " << report.context.bytes << " bytes sent, "
            << report.excluded.bytes << " excluded\033[K\n";
  // A build that fails says so in its last line, with 200 in the first.
  const bool built = answer.find(" 200 ") < answer.find("\r\n") &&
                     answer.find("{\"errorDetail\"") == std::string::npos;
  return built ? 0 : 1;
} catch (const Cancelled&) {
  std::cerr << "\nupload: stopped\n";
  return 130;
} catch (const tare::Error& error) {
  std::cerr << "\nupload: error: " << error.what() << "\n";
  return 2;
}
