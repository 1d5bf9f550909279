// What a process can still do behind confine(). Each case forks, since there is no way back.
#include "cli/sandbox.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "support/temp_tree.hpp"
#include "tare/error.hpp"
#include "tare/output_file.hpp"

namespace {

using test::TempTree;

// One try: 0, or errno. They run in the child.
int try_open(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  close(fd);
  return 0;
}

int result_of(int answer) { return answer == 0 ? 0 : errno; }

int try_tcp(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  struct sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<in_port_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // The cast is the interface's own.
  const int result =
      result_of(connect(fd, reinterpret_cast<const struct sockaddr*>(&to), sizeof to));
  close(fd);
  return result;
}

// Confines a child to `access`, and answers with what `tries` came to there. Nothing where the
// system has no Landlock.
std::vector<int> behind(const cli::FileAccess& access,
                        const std::function<std::vector<int>()>& tries) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {-1};
  const pid_t child = fork();
  if (child == 0) {
    int code = 1;
    try {
      std::vector<int> results;
      if (cli::confine(access)) results = tries();
      const std::size_t bytes = results.size() * sizeof(int);
      if (write(ends[1], results.data(), bytes) == static_cast<ssize_t>(bytes)) code = 0;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    _exit(code);
  }
  close(ends[1]);
  std::vector<int> results(64);
  const ssize_t got = read(ends[0], results.data(), results.size() * sizeof(int));
  close(ends[0]);
  results.resize(got < 0 ? 0 : static_cast<std::size_t>(got) / sizeof(int));
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return results;
}

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    tree_.file("context/inside", "a");
    tree_.file("context/below/deep", "b");
    tree_.file("canary", "secret");
    tree_.symlink("context/link", tree_.path("canary"));
    tree_.directory("out");
    tree_.file("out/old", "old");
    tree_.file("out/other", "other");
    context_ = open(tree_.path("context").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ASSERT_GE(context_, 0);
  }
  void TearDown() override { close(context_); }

  // Where there is none, that is said, and the caller has nothing to compare.
  static bool there() {
    if (cli::landlock_version() > 0) return true;
    std::fprintf(
        stderr, "*** THIS KERNEL HAS NO LANDLOCK: what a sandbox refuses is NOT tested here ***\n");
    return false;
  }

  TempTree tree_;
  int context_ = -1;
};

TEST_F(Sandbox, ReadsBelowTheContextAndNowhereElse) {
  cli::FileAccess access;
  access.context = context_;
  const std::vector<int> results = behind(access, [&] {
    return std::vector<int>{
        try_open(tree_.path("context/inside"), O_RDONLY),
        try_open(tree_.path("context/below/deep"), O_RDONLY),
        try_open(tree_.path("context/below"), O_RDONLY | O_DIRECTORY),
        try_open(tree_.path("canary"), O_RDONLY),
        try_open(tree_.path("context/link"), O_RDONLY),
        try_open(tree_.path("out"), O_RDONLY | O_DIRECTORY),
        try_open("/etc/passwd", O_RDONLY),
    };
  });
  if (!there()) {
    EXPECT_THAT(results, testing::IsEmpty());
    return;
  }
  EXPECT_THAT(results, testing::ElementsAre(0, 0, 0, EACCES, EACCES, EACCES, EACCES));
}

TEST_F(Sandbox, ChangesNothingInTheContext) {
  cli::FileAccess access;
  access.context = context_;
  access.commits_in = {tree_.path("out")};
  const std::vector<int> results = behind(access, [&] {
    return std::vector<int>{
        try_open(tree_.path("context/inside"), O_WRONLY),
        try_open(tree_.path("context/new"), O_WRONLY | O_CREAT),
        result_of(unlink(tree_.path("context/inside").c_str())),
        result_of(mkdir(tree_.path("context/new").c_str(), 0700)),
        result_of(symlink("x", tree_.path("context/new").c_str())),
        result_of(rename(tree_.path("context/inside").c_str(), tree_.path("context/n").c_str())),
        result_of(truncate(tree_.path("context/inside").c_str(), 0)),
    };
  });
  if (!there()) {
    EXPECT_THAT(results, testing::IsEmpty());
    return;
  }
  EXPECT_THAT(results, testing::Contains(EACCES).Times(cli::landlock_version() >= 3 ? 7 : 6));
}

TEST_F(Sandbox, CommitsAFileThatWasOpenBefore) {
  const auto commit = [&](bool named) {
    tare::OutputFile file(tree_.path("out/old"));
    cli::FileAccess access;
    access.context = context_;
    if (named) access.commits_in = {file.directory()};
    return behind(access, [&] {
      try {
        file.write(std::as_bytes(std::span("new", 3)));
        file.commit();
      } catch (const tare::Error& error) {
        return std::vector<int>{error.code().value()};
      }
      return std::vector<int>{0, try_open(tree_.path("out/other"), O_RDONLY),
                              try_open(tree_.path("out/other"), O_WRONLY),
                              try_open(tree_.path("out/fresh"), O_WRONLY | O_CREAT)};
    });
  };
  if (!there()) return;
  EXPECT_THAT(commit(false), testing::ElementsAre(EACCES));
  EXPECT_EQ(test::read_file(tree_.path("out/old")), "old");
  EXPECT_THAT(commit(true), testing::ElementsAre(0, EACCES, EACCES, EACCES));
  EXPECT_EQ(test::read_file(tree_.path("out/old")), "new");
}

TEST_F(Sandbox, MakesTheOutputsThatAreNamedAndReadsTheInputs) {
  tree_.symlink("link", tree_.path("out/old"));
  tree_.fifo("fifo");
  const int reader = open(tree_.path("fifo").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  cli::FileAccess access;
  access.outputs = {tree_.path("link"), tree_.path("fifo")};
  access.inputs = {tree_.path("canary"), tree_.path("not there")};
  const std::vector<int> results = behind(access, [&] {
    std::vector<int> done;
    for (const char* name : {"link", "fifo", "context/new"}) {
      try {
        tare::OutputFile file(tree_.path(name));
        file.write(std::as_bytes(std::span("new", 3)));
        file.commit();
        done.push_back(0);
      } catch (const tare::Error& error) {
        done.push_back(error.code().value());
      }
    }
    done.push_back(try_open(tree_.path("canary"), O_RDONLY));
    done.push_back(try_open(tree_.path("out/old"), O_RDONLY));
    return done;
  });
  close(reader);
  if (!there()) return;
  EXPECT_THAT(results, testing::ElementsAre(0, 0, EACCES, 0, EACCES));
  EXPECT_EQ(test::read_file(tree_.path("out/old")), "new");
}

TEST_F(Sandbox, RunsNothingAndGainsNothing) {
  const std::vector<int> results = behind({}, [] {
    const std::array<char*, 1> none{nullptr};
    execve("/bin/true", none.data(), none.data());
    return std::vector<int>{errno};
  });
  if (!there()) return;
  EXPECT_THAT(results, testing::ElementsAre(EACCES));
}

// With a listener, so that it is the sandbox that refuses.
TEST_F(Sandbox, SpeaksToNobody) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_GE(listener, 0);
  struct sockaddr_in at = {};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(listener, reinterpret_cast<const struct sockaddr*>(&at), sizeof at), 0);
  ASSERT_EQ(listen(listener, 4), 0);
  socklen_t size = sizeof at;
  ASSERT_EQ(getsockname(listener, reinterpret_cast<struct sockaddr*>(&at), &size), 0);
  const int port = ntohs(at.sin_port);
  EXPECT_EQ(try_tcp(port), 0);
  const pid_t parent = getpid();
  const std::vector<int> results = behind({}, [&] {
    return std::vector<int>{try_tcp(port), result_of(kill(parent, 0))};
  });
  close(listener);
  if (!there()) return;
  const int version = cli::landlock_version();
  if (version < 6) std::fprintf(stderr, "*** Landlock %d: some is NOT tested here ***\n", version);
  EXPECT_THAT(results, testing::ElementsAre(version >= 4 ? EACCES : 0, version >= 6 ? EPERM : 0));
}

TEST_F(Sandbox, BindsThreadsThatComeLater) {
  cli::FileAccess access;
  access.context = context_;
  const std::vector<int> results = behind(access, [&] {
    std::vector<int> done(2);
    std::thread([&] {
      done = {try_open(tree_.path("context/inside"), O_RDONLY),
              try_open(tree_.path("canary"), O_RDONLY)};
    }).join();
    return done;
  });
  if (!there()) return;
  EXPECT_THAT(results, testing::ElementsAre(0, EACCES));
}

// It goes with the directory, not with the name.
TEST_F(Sandbox, FollowsAContextThatIsRenamed) {
  cli::FileAccess access;
  access.context = context_;
  const std::string before = tree_.path("context");
  const std::string after = tree_.path("moved");
  ASSERT_EQ(rename(before.c_str(), after.c_str()), 0);
  tree_.file("context/inside", "another");
  const std::vector<int> results = behind(access, [&] {
    return std::vector<int>{try_open(after + "/inside", O_RDONLY),
                            try_open(before + "/inside", O_RDONLY)};
  });
  if (!there()) return;
  EXPECT_THAT(results, testing::ElementsAre(0, EACCES));
}

#ifndef __SANITIZE_ADDRESS__  // UBSan looks at objects through a pipe, and there is no descriptor
                              // for it
int lowest_free() {
  const int fd = dup(STDERR_FILENO);
  close(fd);
  return fd;
}

TEST_F(Sandbox, SaysWhatItCannotAllow) {
  if (!there()) return;
  cli::FileAccess access;
  access.commits_in = {tree_.path("out")};
  const pid_t child = fork();
  if (child == 0) {
    // The descriptor of the rules is the last that there is.
    const struct rlimit limit = {static_cast<rlim_t>(lowest_free()) + 1, 4096};
    setrlimit(RLIMIT_NOFILE, &limit);
    try {
      cli::confine(access);
    } catch (const tare::Error& error) {
      const std::string text = error.what();
      const bool right = error.fault() == tare::Fault::input &&
                         text.find("/out'") != std::string::npos &&
                         text.find("--no-sandbox") != std::string::npos;
      _exit(right ? 0 : 2);
    }
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}
#endif

}  // namespace
