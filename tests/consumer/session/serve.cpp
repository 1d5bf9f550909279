// Lets a builder ask for a directory: starts COMMAND with the connection as its standard input, and
// says in the end what it has asked for.
//
//   serve DIRECTORY COMMAND...
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <system_error>
#include <tare/session.hpp>

// The other end of the connection.
int start(char** command) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  if (fork() == 0) {
    dup2(ends[1], STDIN_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  close(ends[1]);
  return ends[0];
}

int main(int count, char** words) try {
  if (count < 3) throw std::invalid_argument("a directory and a command");
  tare::SessionOptions options;
  options.directories.push_back({"context", words[1]});
  options.progress = [](const tare::Transfer& transfer) {
    if (!transfer.finished) return;
    std::cerr << transfer.name << ": " << transfer.entries << " entries, " << transfer.files_sent
              << " files, " << transfer.bytes_sent << " bytes\n";
  };
  tare::Session session(std::move(options));
  // A real builder is told these when the connection is made.
  std::cerr << session.headers().size() << " headers\n";
  session.serve(start(words + 2));
  if (session.failure()) throw tare::Error(*session.failure());
  int status = 0;
  wait(&status);
  return WEXITSTATUS(status);
} catch (const std::exception& error) {
  std::cerr << "serve: error: " << error.what() << "\n";
  return 2;
}
