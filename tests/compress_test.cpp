#include "tare/compress.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/decompress.hpp"
#include "tare/error.hpp"

namespace {

using tare::Compression;
using tare::Compressor;
using tare::parse_compression;
using test::decompress;

constexpr std::size_t kBlock = std::size_t{1} << 20;  // input of one gzip member

const std::vector<std::string> kMethods{"none", "gzip", "zstd"};
const std::vector<std::string> kCompressing{"gzip", "gzip:1", "gzip:12", "zstd", "zstd:1"};

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

tare::Sink append_to(std::string& result) {
  return [&result](std::span<const std::byte> block) {
    result.append(reinterpret_cast<const char*>(block.data()), block.size());
  };
}

// Text that compresses as sources do, of few words.
std::string words(std::size_t size) {
  std::mt19937 random(1);
  std::string text;
  while (text.size() < size) text += "word" + std::to_string(random() % 500) + ' ';
  text.resize(size);
  return text;
}

std::string noise(std::size_t size) {
  std::mt19937 random(2);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// Writes `text` in slices, of which the i-th has slice(i) bytes.
template <typename Slice>
void write_in_slices(Compressor& compressor, std::string_view text, Slice slice) {
  for (std::size_t i = 0; !text.empty(); ++i) {
    const std::string_view part = text.substr(0, slice(i));
    compressor.write(bytes_of(part));
    text.remove_prefix(part.size());
  }
}

std::string compress(std::string_view text, const std::string& how, unsigned threads = 2) {
  std::string result;
  Compressor compressor(append_to(result), parse_compression(how), threads);
  write_in_slices(compressor, text, [](std::size_t) { return std::size_t{100'000}; });
  compressor.finish();
  return result;
}

std::string error_of(const std::string& how) {
  try {
    static_cast<void>(parse_compression(how));
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    return error.what();
  }
  return "";
}

TEST(Compress, EverySizeComesBack) {
  const std::string text = words(5 * kBlock + 12345);
  for (const std::string& how : kMethods) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kBlock - 1, kBlock, kBlock + 1,
                                   2 * kBlock, text.size()}) {
      EXPECT_EQ(decompress(compress(text.substr(0, size), how)), text.substr(0, size))
          << how << ' ' << size;
    }
  }
}

TEST(Compress, EveryLevelComesBack) {
  const std::string text = words(100'000);
  for (int level = 1; level <= 12; ++level) {
    EXPECT_EQ(decompress(compress(text, "gzip:" + std::to_string(level))), text) << level;
  }
  for (const int level : {1, 2, 3, 9, 15, 19}) {
    EXPECT_EQ(decompress(compress(text, "zstd:" + std::to_string(level))), text) << level;
  }
}

TEST(Compress, WhatCannotBeCompressedGrowsLittle) {
  const std::string bytes = noise(3 * kBlock + 1);
  for (const std::string& how : kCompressing) {
    const std::string compressed = compress(bytes, how);
    EXPECT_LT(compressed.size(), bytes.size() + bytes.size() / 1000) << how;
    EXPECT_EQ(decompress(compressed), bytes) << how;
  }
}

TEST(Compress, TheDefaultLevelsAreSixAndThree) {
  const std::string text = words(kBlock);
  EXPECT_EQ(compress(text, "gzip"), compress(text, "gzip:6"));
  EXPECT_EQ(compress(text, "zstd"), compress(text, "zstd:3"));
  EXPECT_GT(compress(text, "gzip:1").size(), compress(text, "gzip:9").size());
}

// 20 MiB, so that zstd has several jobs.
TEST(Compress, BytesDependOnTheInputOnly) {
  const std::string text = words(20 * kBlock + 7);
  for (const std::string& how : {std::string("gzip:1"), std::string("zstd:1")}) {
    const std::string one = compress(text, how, 1);
    EXPECT_TRUE(compress(text, how, 2) == one) << how;
    EXPECT_TRUE(compress(text, how, 8) == one) << how;
    EXPECT_TRUE(compress(text, how, 0) == one) << how;
    std::string sliced;
    Compressor compressor(append_to(sliced), parse_compression(how), 3);
    write_in_slices(compressor, text, [](std::size_t i) { return i * i * i * 7 % 300'000; });
    compressor.finish();
    EXPECT_TRUE(sliced == one) << how;
  }
}

TEST(Compress, AShortInputHasTheSameBytesInOneWriteAndInMany) {
  const std::string text = words(1000);
  for (const std::string& how : kCompressing) {
    const std::string whole = compress(text, how, 1);
    std::string sliced;
    Compressor compressor(append_to(sliced), parse_compression(how), 8);
    compressor.write({});
    write_in_slices(compressor, text, [](std::size_t i) { return i % 2; });
    compressor.finish();
    EXPECT_EQ(sliced, whole) << how;
  }
}

// The beginning, the middle and places where members of gzip end.
TEST(Compress, WithoutFinishTheStreamIsIncomplete) {
  const std::string text = words(4 * kBlock);
  for (const std::string& how : kCompressing) {
    for (const std::size_t size : {std::size_t{1}, kBlock - 1, kBlock, 2 * kBlock, text.size()}) {
      std::string result;
      {
        Compressor compressor(append_to(result), parse_compression(how), 2);
        compressor.write(bytes_of(text).first(size));
      }
      EXPECT_FALSE(result.empty());
      EXPECT_THROW(static_cast<void>(decompress(result)), std::runtime_error) << how << ' ' << size;
    }
  }
}

// Nothing may look complete before the end, for a process can be killed at any time.
TEST(Compress, NoBlockBeforeTheLastCompletesTheStream) {
  const std::string text = words(3 * kBlock);
  for (const std::string& how : kCompressing) {
    std::vector<std::size_t> ends;
    std::string result;
    const auto sink = [&](std::span<const std::byte> block) {
      append_to(result)(block);
      ends.push_back(result.size());
    };
    Compressor compressor(sink, parse_compression(how), 1);
    compressor.write(bytes_of(text));
    compressor.finish();
    ASSERT_EQ(decompress(result), text);
    ends.pop_back();
    EXPECT_FALSE(ends.empty());
    for (const std::size_t end : ends) {
      EXPECT_THROW(static_cast<void>(decompress(result.substr(0, end))), std::runtime_error)
          << how << ' ' << end;
    }
  }
}

TEST(Compress, TheSinkIsCalledByTheWritingThread) {
  const std::string text = words(6 * kBlock);
  for (const std::string& how : kCompressing) {
    const std::thread::id mine = std::this_thread::get_id();
    std::size_t blocks = 0;
    const auto sink = [&](std::span<const std::byte>) {
      ++blocks;
      EXPECT_EQ(std::this_thread::get_id(), mine);
    };
    Compressor compressor(sink, parse_compression(how), 4);
    compressor.write(bytes_of(text));
    compressor.finish();
    EXPECT_GT(blocks, 1u) << how;
  }
}

// The k-th call of the sink fails, for every k. Later calls fail in the same way and write nothing.
TEST(Compress, ASinkThatFailsEndsTheCompression) {
  struct SinkIsFull {};
  const std::string bytes = noise(3 * kBlock);
  for (const std::string& how :
       {std::string("none"), std::string("gzip:1"), std::string("zstd:1")}) {
    int calls = 0;
    int failing = 1;
    for (bool failed = true; failed; ++failing) {
      calls = 0;
      const auto sink = [&](std::span<const std::byte>) {
        if (++calls == failing) throw SinkIsFull();
      };
      Compressor compressor(sink, parse_compression(how), 2);
      try {
        write_in_slices(compressor, bytes, [](std::size_t) { return std::size_t{1'000'000}; });
        compressor.finish();
        failed = false;
      } catch (const SinkIsFull&) {
        EXPECT_THROW(compressor.write(bytes_of("more")), SinkIsFull);
        EXPECT_THROW(compressor.finish(), SinkIsFull);
        EXPECT_EQ(calls, failing) << how;
      }
    }
    EXPECT_GT(failing, 5) << how;
  }
}

// The bit of `signal` in SigBlk, for each thread of the process but the calling one.
std::vector<bool> blocked_in_other_threads(int signal) {
  std::vector<bool> blocked;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    if (task.path().filename() == std::to_string(gettid())) continue;
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (!line.starts_with("SigBlk:")) continue;
      blocked.push_back((std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1) != 0);
    }
  }
  return blocked;
}

// A signal to the process has to interrupt the thread that waits in a write.
TEST(Compress, HelpingThreadsReceiveNoSignals) {
  for (const std::string& how : kCompressing) {
    const std::size_t before = blocked_in_other_threads(SIGINT).size();
    Compressor compressor([](std::span<const std::byte>) {}, parse_compression(how), 3);
    compressor.write(bytes_of(words(4 * kBlock)));
    const std::vector<bool> blocked = blocked_in_other_threads(SIGINT);
    EXPECT_GE(std::count(blocked.begin(), blocked.end(), true), 3) << how;
    EXPECT_GT(blocked.size(), before) << how;
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, nullptr, &mine);
    EXPECT_EQ(sigismember(&mine, SIGINT), 0);
  }
}

TEST(Compress, ParsesMethodsAndLevels) {
  using Method = Compression::Method;
  const auto is = [](const std::string& how, Method method, std::optional<int> level) {
    const Compression compression = parse_compression(how);
    EXPECT_EQ(compression.method, method) << how;
    EXPECT_EQ(compression.level, level) << how;
  };
  is("none", Method::none, std::nullopt);
  is("gzip", Method::gzip, std::nullopt);
  is("gzip:1", Method::gzip, 1);
  is("gzip:12", Method::gzip, 12);
  is("zstd", Method::zstd, std::nullopt);
  is("zstd:19", Method::zstd, 19);
}

TEST(Compress, RefusesWhatDoesNotExist) {
  const std::string unknown = "it is one of none, gzip and zstd";
  EXPECT_EQ(error_of("gzpi"), "no compression is called 'gzpi'; " + unknown);
  EXPECT_EQ(error_of("GZIP:3"), "no compression is called 'GZIP'; " + unknown);
  EXPECT_EQ(error_of(""), "no compression is called ''; " + unknown);
  EXPECT_EQ(error_of("none:1"), "compression none has no levels");
  EXPECT_EQ(error_of("gzip:0"), "compression gzip has no level '0'; its levels are 1 to 12");
  EXPECT_EQ(error_of("gzip:13"), "compression gzip has no level '13'; its levels are 1 to 12");
  EXPECT_EQ(error_of("zstd:20"), "compression zstd has no level '20'; its levels are 1 to 19");
  for (const char* level : {"", "+1", " 1", "1x", "1:2", "-1", "99999999999999999999"}) {
    EXPECT_EQ(error_of(std::string("zstd:") + level),
              std::string("compression zstd has no level '") + level + "'; its levels are 1 to 19");
  }
}

TEST(Compress, ACompressorRefusesLevelsThatDoNotExist) {
  const auto sink = [](std::span<const std::byte>) {};
  for (const int level : {-1, 0, 13, 20}) {
    EXPECT_THROW(Compressor(sink, {Compression::Method::gzip, level}), tare::Error) << level;
  }
  EXPECT_THROW(Compressor(sink, {Compression::Method::none, 1}), tare::Error);
  EXPECT_THROW(Compressor(sink, {Compression::Method::zstd, 20}), tare::Error);
}

}  // namespace
