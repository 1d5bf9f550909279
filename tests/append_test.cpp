#include "tare/append.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "support/temp_tree.hpp"
#include "tare/error.hpp"

namespace {

using tare::append_lines;
using test::read_file;
using test::TempTree;

TEST(Append, AddsLinesBehindWhatStandsThereAndMakesTheFileIfThereIsNone) {
  const TempTree tree;
  append_lines(tree.path("new"), "a\n");
  append_lines(tree.path("new"), "b\n");
  EXPECT_EQ(read_file(tree.path("new")), "a\nb\n");
  tree.file("open", "last");
  append_lines(tree.path("open"), "a\n");
  EXPECT_EQ(read_file(tree.path("open")), "last\na\n");
  tree.file("empty");
  append_lines(tree.path("empty"), "a\n");
  EXPECT_EQ(read_file(tree.path("empty")), "a\n");
}

TEST(Append, KeepsTheModeAndTheOtherNamesOfTheFile) {
  const TempTree tree;
  tree.file("file", "x\n");
  tree.mode("file", 0640);
  tree.hard_link("other", "file");
  tree.symlink("link", "file");
  append_lines(tree.path("link"), "a\n");
  EXPECT_EQ(read_file(tree.path("other")), "x\na\n");
  struct stat status = {};
  ASSERT_EQ(stat(tree.path("file").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777u, 0640u);
}

TEST(Append, WhereItFailsTheFileIsAsItWas) {
  const TempTree tree;
  const std::string before(3000, 'x');
  tree.file("file", before);
  // A limit stands for a disk that is full: the write stops in the middle.
  struct rlimit old = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  struct rlimit tight = old;
  tight.rlim_cur = 4096;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  EXPECT_THROW(append_lines(tree.path("file"), std::string(9000, 'y') + "\n"), tare::Error);
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(read_file(tree.path("file")), before);
}

TEST(Append, NeedsARegularFile) {
  const TempTree tree;
  tree.fifo("fifo");
  tree.directory("directory");
  tree.symlink("nowhere", "missing");
  for (const char* name : {"fifo", "directory", "nowhere"}) {
    EXPECT_THROW(append_lines(tree.path(name), "a\n"), tare::Error) << name;
  }
}

}  // namespace
