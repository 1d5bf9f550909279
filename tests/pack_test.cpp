#include "tare/pack.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "support/listing.hpp"
#include "support/tar.hpp"
#include "support/temp_tree.hpp"

namespace {

using test::find;
using test::pack;
using test::read_tar;
using test::TarEntry;
using test::TempTree;
using testing::ElementsAre;

std::vector<TarEntry> packed(const TempTree& tree, const tare::PackOptions& options = {}) {
  return read_tar(pack(tare::Context(tree.path()), options));
}

TEST(Pack, HoldsWhatTheWalkIncludesInItsOrder) {
  const TempTree tree;
  for (const char* name : {"a/x", "a-b", "b.md", "c/d/e", "node_modules/f"}) tree.file(name);
  tree.file(".dockerignore", "node_modules\n*.md\n");
  const tare::Context context(tree.path());
  EXPECT_EQ(test::names(read_tar(pack(context))), test::included(context));
}

TEST(Pack, EntriesLookAsDockerMakesThem) {
  const TempTree tree;
  tree.file("f", "content");
  tree.mode("f", 04755);
  tree.mtime("f", 1234567890);
  tree.symlink("l", "f");
  tree.fifo("p");
  tree.mode("p", 0600);
  const std::vector<TarEntry> entries = packed(tree);
  const TarEntry f = find(entries, "f");
  EXPECT_EQ(f.type, '-');
  EXPECT_EQ(f.mode, 04755u);
  EXPECT_EQ(f.mtime, 1234567890);
  EXPECT_EQ(f.data, "content");
  EXPECT_EQ(find(entries, "l").type, 'l');
  EXPECT_EQ(find(entries, "l").target, "f");
  EXPECT_EQ(find(entries, "p").type, 'p');
  EXPECT_EQ(find(entries, "p").mode, 0600u);
  for (const TarEntry& entry : entries) {
    EXPECT_EQ(entry.uid, 0);
    EXPECT_EQ(entry.gid, 0);
    EXPECT_EQ(entry.owner, "");
  }
}

TEST(Pack, TheFirstIncludedNameOfAHardLinkedFileHasItsData) {
  const TempTree tree;
  tree.file("a-excluded", "data");
  tree.hard_link("b", "a-excluded");
  tree.hard_link("c", "b");
  tree.file(".dockerignore", "a-*");
  const std::vector<TarEntry> entries = packed(tree);
  EXPECT_EQ(find(entries, "b").type, '-');
  EXPECT_EQ(find(entries, "b").data, "data");
  EXPECT_EQ(find(entries, "c").type, 'h');
  EXPECT_EQ(find(entries, "c").target, "b");
}

TEST(Pack, NamesComeThroughWhateverTheirBytes) {
  const TempTree tree;
  std::vector<std::string> expected;
  for (int byte = 1; byte < 256; ++byte) {
    if (byte == '/') continue;
    const std::string name = "n" + std::string(1, static_cast<char>(byte));
    tree.file(name, name);
    expected.push_back(name);
  }
  EXPECT_EQ(test::names(packed(tree)), expected);
}

TEST(Pack, LongNamesComeThrough) {
  const std::string utf8 = "\xC3\xA9";
  for (const std::size_t length : {99u, 100u, 101u, 155u, 156u, 157u, 254u, 255u}) {
    for (const bool text : {true, false}) {
      const TempTree tree;
      // The first two bytes make the name UTF-8 or not.
      const std::string name = (text ? utf8 : "\xFF\xFE") + std::string(length - 2, 'n');
      tree.file(name, "data");
      tree.file("d/" + name + "/" + name);
      tree.symlink("z", name);
      const std::vector<TarEntry> entries = packed(tree);
      EXPECT_THAT(test::names(entries),
                  ElementsAre("d/", "d/" + name + "/", "d/" + name + "/" + name, "z", name));
      EXPECT_EQ(find(entries, name).data, "data");
      EXPECT_EQ(find(entries, "z").target, name);
    }
  }
}

TEST(Pack, PathsMayBeLongerThanTheSystemTakes) {
  const TempTree tree;
  const std::string part(200, 'p');
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(tree.path());
  std::string whole;
  for (int i = 0; i < 30; ++i) {
    std::filesystem::create_directory(part);
    std::filesystem::current_path(part);
    whole += part + "/";
  }
  std::filesystem::current_path(before);
  EXPECT_EQ(packed(tree).back().name, whole);
}

// `docker build -` looks for a tar in the first 1,024 bytes: header and data of the first entry.
char first_type(const std::string& tar) { return tar.at(156); }

TEST(Pack, TheFirstEntryIsPlain) {
  const TempTree tree;
  tree.file("\xC3\xA9\xFF");
  EXPECT_EQ(first_type(pack(tare::Context(tree.path()))), '0');
  tree.clear();
  tree.symlink("a", std::string(101, 't'));
  const std::string tar = pack(tare::Context(tree.path()));
  EXPECT_EQ(first_type(tar), '5');
  EXPECT_THAT(test::names(read_tar(tar)), ElementsAre("./", "a"));
}

TEST(Pack, TimesBeyondPlainHeadersComeThrough) {
  for (const long long seconds : {-100LL, -3000000000LL, 0LL, 8589934591LL, 8589934592LL}) {
    const TempTree tree;
    tree.file("a");
    tree.file("b");
    tree.mtime("b", seconds);
    EXPECT_EQ(find(packed(tree), "b").mtime, seconds);
  }
}

TEST(Pack, FilesOfEveryInterestingSizeComeThrough) {
  const TempTree tree;
  const std::vector<std::size_t> sizes{0, 1, 511, 512, 513, 262143, 262144, 262145, 1000000};
  const auto content = [](std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 % 251);
    return text;
  };
  for (const std::size_t size : sizes) tree.file("f" + std::to_string(size), content(size));
  const std::vector<TarEntry> entries = packed(tree);
  for (const std::size_t size : sizes) {
    EXPECT_EQ(find(entries, "f" + std::to_string(size)).data, content(size)) << size;
  }
}

// A sparse file: holes become zeros. Only counted, and its end looked at.
TEST(Pack, FilesOverEightGibibytesComeThrough) {
  constexpr std::uint64_t kSize = (std::uint64_t{8} << 30) + 513;
  const TempTree tree;
  tree.file("a");
  tree.file("big");
  std::filesystem::resize_file(tree.path("big"), kSize);
  std::string head;
  std::uint64_t total = 0;
  const auto sink = [&](std::span<const std::byte> block) {
    if (head.size() < 4096) head.append(reinterpret_cast<const char*>(block.data()), block.size());
    total += block.size();
  };
  const tare::Report report = tare::pack(tare::Context(tree.path()), sink);
  EXPECT_EQ(report.context.bytes, kSize);
  EXPECT_NE(head.find(" size=" + std::to_string(kSize) + "\n"), std::string::npos);
  // The header of a; of big: PAX header, its data, header; the data padded; the end.
  EXPECT_EQ(total, 512 + 3 * 512 + kSize + 511 + 1024);
}

TEST(Pack, CapabilitiesComeAlong) {
  const TempTree tree;
  tree.file("a");
  tree.file("b");
  // Version 2, effective: cap_net_raw.
  const std::string capability("\x01\0\0\x02\0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
  if (setxattr(tree.path("b").c_str(), "security.capability", capability.data(), capability.size(),
               0) != 0) {
    GTEST_SKIP() << "this file system or user cannot set security.capability";
  }
  EXPECT_EQ(find(packed(tree), "b").capability, capability);
  EXPECT_EQ(find(packed(tree), "a").capability, "");
}

TEST(Pack, TheArchiveBeingWrittenIsLeftOut) {
  const TempTree tree;
  tree.file("a");
  tree.file("out.tar", "old");
  tare::PackOptions options;
  std::string told;
  options.report.diagnose = [&](const tare::Diagnostic& diagnostic) { told += diagnostic.where; };
  const int fd = ::open(tree.path("out.tar").c_str(), O_RDONLY);
  struct stat status = {};
  ASSERT_EQ(fstat(fd, &status), 0);
  ::close(fd);
  options.skip = {{status.st_dev, status.st_ino}};
  EXPECT_THAT(test::names(packed(tree, options)), ElementsAre("a"));
  EXPECT_EQ(told, tree.path("out.tar"));
}

TEST(Pack, BuildFilesRideAlongUnlessUnwanted) {
  const TempTree tree;
  for (const char* name : {"Dockerfile", "a"}) tree.file(name);
  tree.file(".dockerignore", "*");
  tare::PackOptions options;
  EXPECT_THAT(test::names(packed(tree)), ElementsAre(".dockerignore", "Dockerfile"));
  options.report.context_only = true;
  EXPECT_THAT(test::names(packed(tree, options)), testing::IsEmpty());
}

TEST(Pack, BytesAreTheSameWithAnyNumberOfThreads) {
  const TempTree tree;
  for (std::size_t i = 0; i < 300; ++i) {
    tree.file("d" + std::to_string(i % 17) + "/" + std::to_string(i), std::string(i * 100, 'x'));
    tree.file("out/" + std::to_string(i), "y");
  }
  tree.file(".dockerignore", "out");
  tare::PackOptions options;
  options.report.threads = 1;
  const std::string one = pack(tare::Context(tree.path()), options);
  options.report.threads = 8;
  EXPECT_EQ(pack(tare::Context(tree.path()), options), one);
}

// Names of a file come to readers in any order; the first in the tree has the content, the others
// are links to it. One file in four is large.
TEST(Pack, LinkedFilesAreTheSameWithAnyNumberOfThreads) {
  constexpr std::size_t kFiles = 24;
  const TempTree tree;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < 1500; ++i) {
    if (i < kFiles) {
      const std::size_t size = i % 4 == 0 ? 400'000 + i : 100 + i;
      tree.file("z/" + std::to_string(i), std::string(size, 'x'));
      bytes += size;
    } else {
      tree.hard_link("d" + std::to_string(i * 31 % 211) + "/" + std::to_string(i),
                     "z/" + std::to_string(i * 7919 % kFiles));
    }
  }
  tare::PackOptions options;
  options.report.threads = 1;
  tare::Report report;
  const std::string one = pack(tare::Context(tree.path()), options, &report);
  std::size_t links = 0;
  for (const TarEntry& entry : read_tar(one)) links += entry.type == 'h' ? 1 : 0;
  EXPECT_EQ(links, 1500 - kFiles);
  EXPECT_EQ(report.context.bytes, bytes);
  for (int round = 0; round < 5; ++round) {
    options.report.threads = 16;
    EXPECT_EQ(pack(tare::Context(tree.path()), options), one);
  }
}

TEST(Pack, ReproducibleArchivesShowWhatGitKeeps) {
  const TempTree here;
  const TempTree there;
  for (const TempTree* tree : {&here, &there}) {
    tree->file("d/run", "#!/bin/sh\n");
    tree->file("d/text", "text");
    tree->file("same", "text");
    tree->symlink("link", "d/text");
  }
  here.mode("d/run", 0700);
  there.mode("d/run", 06755);
  here.mode("d/text", 0600);
  there.mode("d/text", 0664);
  here.mode("d", 0700);
  std::filesystem::remove(there.path("same"));
  there.hard_link("same", "d/text");
  here.mtime("d/run", -100);
  there.mtime("same", 1600000000);
  tare::PackOptions options;
  options.reproducible = true;
  const std::string bytes = pack(tare::Context(here.path()), options);
  EXPECT_EQ(pack(tare::Context(there.path()), options), bytes);
  const std::vector<TarEntry> entries = read_tar(bytes);
  EXPECT_EQ(find(entries, "d/").mode, 0755u);
  EXPECT_EQ(find(entries, "d/run").mode, 0755u);
  EXPECT_EQ(find(entries, "d/text").mode, 0644u);
  EXPECT_EQ(find(entries, "same").data, "text");
  for (const TarEntry& entry : entries) EXPECT_EQ(entry.mtime, 0) << entry.name;
}

TEST(Pack, TimesArePutIntoTheRangeThatIsAskedFor) {
  const TempTree tree;
  tree.file("ancient");
  tree.file("future");
  tree.file("old");
  tree.mtime("ancient", -5);
  tree.mtime("old", 1000);
  tree.mtime("future", 3000);
  const auto times = [&](bool reproducible, std::optional<std::int64_t> epoch) {
    tare::PackOptions options;
    options.reproducible = reproducible;
    options.source_date_epoch = epoch;
    std::vector<std::int64_t> found;
    for (const TarEntry& entry : packed(tree, options)) {
      if (entry.name != "./")
        found.push_back(entry.mtime);  // an old first file needs one before it
    }
    return found;
  };
  EXPECT_THAT(times(false, {}), ElementsAre(-5, 3000, 1000));
  EXPECT_THAT(times(false, 2000), ElementsAre(-5, 2000, 1000));
  EXPECT_THAT(times(true, {}), ElementsAre(0, 0, 0));
  EXPECT_THAT(times(true, 2000), ElementsAre(0, 2000, 1000));
}

// Whoever reads the archive need not wait for the sizes: what comes into an excluded directory when
// the archive is complete is still counted by one thread.
TEST(Pack, TheArchiveIsCompleteBeforeExcludedDirectoriesAreSized) {
  const TempTree tree;
  tree.file("a", "data");
  tree.file("out/x", "1");
  tree.file(".dockerignore", "out\n.dockerignore");
  std::string bytes;
  tare::PackOptions options;
  options.report.threads = 1;
  options.report.context_only = true;
  options.complete = [&] {
    EXPECT_THAT(test::names(read_tar(bytes)), ElementsAre("a"));
    tree.file("out/y", "22");
  };
  const auto sink = [&](std::span<const std::byte> block) {
    bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
  };
  const tare::Report report = tare::pack(tare::Context(tree.path()), sink, options);
  EXPECT_EQ(report.excluded.bytes, 3u + std::string("out\n.dockerignore").size());

  struct Enough {};
  bytes.clear();
  options.complete = [] { throw Enough(); };
  EXPECT_THROW(static_cast<void>(tare::pack(tare::Context(tree.path()), sink, options)), Enough);
  EXPECT_THAT(test::names(read_tar(bytes)), ElementsAre("a"));  // and nothing behind it
}

// A single thread that waits for its sink tells how far it has come, too.
TEST(Pack, ProgressComesWithinALargeFile) {
  const TempTree tree;
  tree.file("a", std::string(4'000'000, 'x'));
  tare::PackOptions options;
  std::uint64_t seen = 0;
  options.report.progress = [&](const tare::Progress& progress) {
    if (progress.place == "a") seen = std::max(seen, progress.bytes);
  };
  const auto sink = [&](std::span<const std::byte>) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  static_cast<void>(tare::pack(tare::Context(tree.path()), sink, options));
  EXPECT_GT(seen, 500'000u);
  EXPECT_LT(seen, 4'100'000u);
}

// Fails when it is asked for the k-th block.
TEST(Pack, ASinkThatFailsEndsThePacking) {
  struct SinkIsFull {};
  const TempTree tree;
  tree.file("a", std::string(2000000, 'x'));
  int blocks = 0;
  const auto sink = [&](std::span<const std::byte>) {
    if (++blocks == 3) throw SinkIsFull();
  };
  EXPECT_THROW(static_cast<void>(tare::pack(tare::Context(tree.path()), sink)), SinkIsFull);
}

// What was written before an error must not pass for a complete archive. The file goes after its
// directory was read, while the walk tells of the socket, and before one thread has come to it.
TEST(Pack, AFileThatVanishesIsAnErrorAndCutsTheArchive) {
  const TempTree tree;
  tree.file("a", "data");
  tree.socket("ab");
  for (int i = 0; i < 100; ++i) tree.file("ac" + std::to_string(i));
  tree.file("b", "data");
  std::string bytes;
  tare::PackOptions options;
  options.report.threads = 1;
  options.report.diagnose = [&](const tare::Diagnostic&) {
    std::filesystem::remove(tree.path("b"));
  };
  const auto sink = [&](std::span<const std::byte> block) {
    bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
  };
  try {
    static_cast<void>(tare::pack(tare::Context(tree.path()), sink, options));
    FAIL() << "packed";
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::input);
    EXPECT_EQ(std::string(error.what()),
              "'" + tree.path("b") + "': cannot open: No such file or directory");
  }
  EXPECT_FALSE(bytes.empty());
  EXPECT_THROW(static_cast<void>(read_tar(bytes)), std::runtime_error);
}

TEST(Pack, AFileThatShrinksWhileItIsReadCutsTheArchive) {
  const TempTree tree;
  tree.file("a", std::string(3000000, 'x'));
  std::string bytes;
  const auto sink = [&](std::span<const std::byte> block) {
    bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
    std::filesystem::resize_file(tree.path("a"), 1000);
  };
  try {
    static_cast<void>(tare::pack(tare::Context(tree.path()), sink));
    FAIL() << "packed";
  } catch (const tare::Error& error) {
    EXPECT_EQ(std::string(error.what()), "'" + tree.path("a") + "': shrank while it was read");
  }
  EXPECT_THROW(static_cast<void>(read_tar(bytes)), std::runtime_error);
}

TEST(Pack, AFileThatGrowsIsPackedAsLongAsItWas) {
  const TempTree tree;
  tree.file("a", std::string(1000000, 'x'));
  std::string bytes;
  std::string told;
  tare::PackOptions options;
  options.report.diagnose = [&](const tare::Diagnostic& diagnostic) { told += diagnostic.message; };
  const auto sink = [&](std::span<const std::byte> block) {
    bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
    std::filesystem::resize_file(tree.path("a"), 2000000);
  };
  static_cast<void>(tare::pack(tare::Context(tree.path()), sink, options));
  EXPECT_EQ(find(read_tar(bytes), "a").data, std::string(1000000, 'x'));
  EXPECT_EQ(told, "grew while it was read; it is packed as long as it was");
}

// A tree with a socket, and readers that come to what is behind it after it has been told of.
void fill_behind_a_socket(const TempTree& tree) {
  tree.file("a", "data");
  tree.socket("ab");
  for (int i = 0; i < 100; ++i) tree.file("ac" + std::to_string(i));
}

struct KeptGoing {
  std::vector<TarEntry> entries;
  tare::Report report;
  std::string warnings;
};

KeptGoing keep_going(const TempTree& tree, const std::function<void()>& change) {
  KeptGoing result;
  tare::PackOptions options;
  options.report.keep_going = true;
  options.report.threads = 1;
  options.report.diagnose = [&](const tare::Diagnostic& diagnostic) {
    if (diagnostic.severity == tare::Diagnostic::Severity::note) change();
    if (diagnostic.severity == tare::Diagnostic::Severity::warning) {
      result.warnings += to_string(diagnostic) + "\n";
    }
  };
  result.entries = read_tar(pack(tare::Context(tree.path()), options, &result.report));
  return result;
}

TEST(PackKeepsGoing, WhatVanishesIsLeftOutAndItsSiblingsAreNot) {
  const TempTree tree;
  fill_behind_a_socket(tree);
  tree.file("b", "data");
  tree.file("c/d", "data");
  tree.file("e", "data");
  const KeptGoing kept = keep_going(tree, [&] {
    std::filesystem::remove(tree.path("b"));
    std::filesystem::remove_all(tree.path("c"));
  });
  EXPECT_EQ(kept.entries.size(), 102u);
  EXPECT_EQ(kept.entries.back().name, "e");
  EXPECT_EQ(kept.report.missing, 2u);
  EXPECT_EQ(kept.report.broken_off, 0u);
  EXPECT_EQ(kept.report.context.files, 102u);
  EXPECT_EQ(kept.warnings, "'" + tree.path("b") + "': cannot open: No such file or directory\n'" +
                               tree.path("c") +
                               "': cannot open this directory: No such file or directory\n");
}

TEST(PackKeepsGoing, TheNextNameOfALinkedFileHasTheContentWhenTheFirstIsGone) {
  const TempTree tree;
  fill_behind_a_socket(tree);
  tree.file("b", "data");
  tree.hard_link("c", "b");
  tree.hard_link("d", "b");
  const KeptGoing kept = keep_going(tree, [&] { std::filesystem::remove(tree.path("b")); });
  EXPECT_EQ(find(kept.entries, "c").data, "data");
  EXPECT_EQ(find(kept.entries, "d").type, 'h');
  EXPECT_EQ(find(kept.entries, "d").target, "c");
  EXPECT_EQ(kept.report.missing, 1u);
}

// A large file is opened early and read when its turn comes: by then it may be shorter.
TEST(PackKeepsGoing, AHeaderIsTrueWhenALargeFileShrinksBeforeItIsRead) {
  const TempTree tree;
  tree.file("a");
  tree.socket("b");
  tree.file("c", std::string(1'000'000, 'x'));
  tree.file("d", "data");
  const KeptGoing kept =
      keep_going(tree, [&] { std::filesystem::resize_file(tree.path("c"), 1000); });
  EXPECT_EQ(find(kept.entries, "c").data, std::string(1000, 'x'));
  EXPECT_EQ(kept.report.context.bytes, 1004u);
  EXPECT_EQ(kept.warnings, "");
}

TEST(PackKeepsGoing, ALargeFileThatShrinksWhileItIsReadEndsInZeros) {
  const TempTree tree;
  tree.file("a", std::string(3'000'000, 'x'));
  tree.file("b", "data");
  tare::PackOptions options;
  options.report.keep_going = true;
  std::string bytes;
  std::string told;
  options.report.diagnose = [&](const tare::Diagnostic& diagnostic) { told += diagnostic.message; };
  const tare::Report report = tare::pack(
      tare::Context(tree.path()),
      [&](std::span<const std::byte> block) {
        bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
        std::filesystem::resize_file(tree.path("a"), 1'500'000);
      },
      options);
  const std::vector<TarEntry> entries = read_tar(bytes);
  EXPECT_EQ(find(entries, "a").data, std::string(1'500'000, 'x') + std::string(1'500'000, '\0'));
  EXPECT_EQ(find(entries, "b").data, "data");
  EXPECT_EQ(report.broken_off, 1u);
  EXPECT_EQ(told, "shrank while it was read");
}

TEST(Pack, AttributesComeAlongWhereTheyAreAskedFor) {
  const TempTree tree;
  tree.file("a");
  tree.file("d/b", "data");
  const std::string large(3000, 'v');
  const auto set = [&](const char* name, const char* attribute, const std::string& value) {
    return setxattr(tree.path(name).c_str(), attribute, value.data(), value.size(), 0);
  };
  ASSERT_EQ(set("d/b", "user.two", large), 0) << "this file system has no attributes";
  ASSERT_EQ(set("d/b", "user.one", std::string("1\0\n=", 4)), 0);
  ASSERT_EQ(set("d", "user.of-directory", ""), 0);
  for (const char* rules : {"", "d\n!d/b\n"}) {  // the second lists d for what is in it only
    tree.file(".dockerignore", rules);
    tare::PackOptions options;
    EXPECT_EQ(find(packed(tree, options), "d/b").attributes.size(), 0u);
    options.every_attribute = true;
    const std::vector<TarEntry> entries = packed(tree, options);
    const std::map<std::string, std::string> expected{{"user.one", std::string("1\0\n=", 4)},
                                                      {"user.two", large}};
    EXPECT_EQ(find(entries, "d/b").attributes, expected);
    EXPECT_EQ(find(entries, "d/").attributes,
              (std::map<std::string, std::string>{{"user.of-directory", ""}}));
    EXPECT_EQ(find(entries, "a").attributes.size(), 0u);
    options.reproducible = true;
    EXPECT_EQ(find(packed(tree, options), "d/b").attributes.size(), 0u);
  }
}

}  // namespace
