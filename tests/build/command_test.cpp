#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "connection.hpp"
#include "environment.hpp"
#include "http_upgrade.hpp"
#include "peer.hpp"
#include "support/temp_tree.hpp"
#include "thrown.hpp"

namespace {

using cli::BuilderAddress;
using test::message;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kUpgraded[] = "printf 'HTTP/1.1 101 UPGRADED\\r\\n\\r\\n'; exec cat";

std::string output(const std::string& command) {
  const auto connection = cli::connect_to(cli::parse_plain_address("exec:" + command));
  return test::read_rest(connection->socket());
}

std::string refusal(const BuilderAddress& address) {
  return message(tare::Fault::output, [&] {
    const auto connection = cli::connect_to(address);
    cli::upgrade(*connection, address, "/grpc", {});
  });
}

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// Neither running nor stopped; what nobody has waited for yet counts as ended.
bool has_ended(const std::string& process) {
  try {
    const std::string stat = test::read_file("/proc/" + process + "/stat");
    const std::size_t name = stat.rfind(')');
    return name == std::string::npos || stat[name + 2] == 'Z';
  } catch (const std::exception&) {
    return true;
  }
}

TEST(Command, IsTheConnection) {
  const BuilderAddress address = cli::parse_plain_address(std::string("docker+exec:") + kUpgraded);
  const auto connection = cli::connect_to(address);
  cli::upgrade(*connection, address, "/grpc", {});
  const cli::Descriptor socket(connection->release());
  test::send_text(socket.get(), "to and fro");
  shutdown(socket.get(), SHUT_WR);
  // Of the request, which cat got, too.
  EXPECT_THAT(test::read_rest(socket.get()), EndsWith("\r\n\r\nto and fro"));
}

TEST(Command, WhatItSaysOnStandardErrorIsTold) {
  EXPECT_EQ(refusal(cli::parse_plain_address(
                "docker+exec:echo no such pod >&2; printf '\\nreally\\n' >&2; exit 3")),
            "'docker+exec:echo no such pod >&2; printf '\\nreally\\n' >&2; exit 3': the builder "
            "closed the connection without an answer: the command ended with code 3: no such pod; "
            "really");
  EXPECT_THAT(refusal(cli::parse_plain_address("docker+exec:no-such-program-here")),
              AllOf(HasSubstr("the command ended with code 127"), HasSubstr("not found")));
}

TEST(Command, OnlyTheEndOfALongStoryIsKept) {
  const std::string said = refusal(cli::parse_plain_address(
      "docker+exec:i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done; exit 1"));
  EXPECT_THAT(said, EndsWith("line 19999"));
  EXPECT_LT(said.size(), 6000U);
}

TEST(Command, SshIsFoundInThePath) {
  const test::TempTree tree;
  tree.file("ssh", "#!/bin/sh\nprintf '%s,' \"$@\" >" + tree.path("asked") + "\n" + kUpgraded);
  tree.mode("ssh", 0755);
  tree.symlink("cat", "/bin/cat");
  const test::WithVariable path("PATH", tree.path());
  const BuilderAddress address = cli::parse_plain_address("ssh://me@far:2222");
  const auto connection = cli::connect_to(address);
  cli::upgrade(*connection, address, "/grpc", {});
  EXPECT_EQ(test::read_file(tree.path("asked")),
            "-o,ConnectTimeout=30,-T,-l,me,-p,2222,--,far,docker,system,dial-stdio,");
}

TEST(Command, WhySshFailsIsTold) {
  const test::TempTree tree;
  tree.file("ssh",
            "#!/bin/sh\necho 'ssh: connect to host far port 22: Connection refused' >&2\nexit 255");
  tree.mode("ssh", 0755);
  const BuilderAddress address = cli::parse_plain_address("ssh://far");
  {
    const test::WithVariable path("PATH", tree.path());
    EXPECT_THAT(refusal(address), EndsWith("ssh ended with code 255: ssh: connect to host far port "
                                           "22: Connection refused"));
  }
  const test::WithVariable path("PATH", "/nowhere");
  EXPECT_EQ(refusal(address), "'ssh://far': ssh cannot be run: No such file or directory");
}

TEST(Command, GetsNoOtherDescriptorOfOurs) {
  // Whoever runs the test may leave some open, too.
  for (int fd = 3; fd < 1024; ++fd) fcntl(fd, F_SETFD, FD_CLOEXEC);
  // 3 is that of ls itself.
  EXPECT_EQ(output("ls /proc/self/fd | tr '\\n' ' '"), "0 1 2 3 ");
}

TEST(Command, AnInterruptFromTheTerminalDoesNotEndIt) {
  EXPECT_EQ(output("kill -INT $$; echo alive"), "alive\n");
}

TEST(Command, ABrokenPipeEndsIt) {
  std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(output("(yes; echo \"not ended: $?\" >&2) 2>&1 | head -n 1"), "y\n");
  std::signal(SIGPIPE, SIG_DFL);
}

TEST(Command, EndsWithTheConnectionAndLeavesNoZombie) {
  const test::TempTree tree;
  const auto run = [&](const std::string& command) {
    const auto connection = cli::connect_to(
        cli::parse_plain_address("exec:echo $$ >" + tree.path("process") + "; " + command));
    EXPECT_TRUE(eventually([&] {
      return access(tree.path("process").c_str(), F_OK) == 0 &&
             test::read_file(tree.path("process")).ends_with('\n');
    }));
  };
  for (const char* command :
       {"exec cat", "exec sleep 1000", "trap '' TERM; exec 0<&-; while :; do sleep 9; done"}) {
    tree.clear();
    run(command);
    std::string process = test::read_file(tree.path("process"));
    process.pop_back();
    EXPECT_EQ(kill(std::stoi(process), 0), -1) << command;
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(Command, EndsWhenThisProcessIsKilled) {
  const test::TempTree tree;
  const std::string file = tree.path("process");
  const pid_t victim = fork();
  if (victim == 0) {
    const auto connection =
        cli::connect_to(cli::parse_plain_address("exec:echo $$ >" + file + "; exec sleep 1000"));
    pause();
    _exit(0);
  }
  ASSERT_TRUE(eventually(
      [&] { return access(file.c_str(), F_OK) == 0 && test::read_file(file).ends_with('\n'); }));
  std::string process = test::read_file(file);
  process.pop_back();
  EXPECT_FALSE(has_ended(process));
  kill(victim, SIGKILL);
  waitpid(victim, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return has_ended(process); }));
}

}  // namespace
