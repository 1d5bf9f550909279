#include <gmock/gmock.h>

#include <span>
#include <string>
#include <vector>

#include "support/tar.hpp"
#include "support/temp_tree.hpp"
#include "tare/pack.hpp"

namespace {

using test::TempTree;

struct Interruption {};

// Stands for a command that gets a signal when it is about to hand on its k-th block, and none
// later: that block and what follows it still go out.
class InterruptedSink {
 public:
  explicit InterruptedSink(std::size_t at) : left_(at) {}

  void take(std::span<const std::byte> block) {
    if (left_-- == 0) throw Interruption();
    bytes_.append(reinterpret_cast<const char*>(block.data()), block.size());
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::size_t left_;
  std::string bytes_;
};

// How often packing `tree` can be interrupted. What comes of that is refused each time.
std::size_t interruptions(const TempTree& tree) {
  tare::PackOptions options;
  options.report.threads = 1;
  const tare::Context context(tree.path());
  for (std::size_t at = 0;; ++at) {
    InterruptedSink out(at);
    const auto sink = [&](std::span<const std::byte> block) { out.take(block); };
    try {
      static_cast<void>(tare::pack(context, sink, options));
      return at;
    } catch (const Interruption&) {
      EXPECT_THROW(static_cast<void>(test::read_tar(out.bytes())), std::runtime_error)
          << "interrupted at block " << at << ", " << out.bytes().size() << " bytes";
    }
  }
}

// Blocks of 256 KiB end anywhere in entries of 1 to 6 blocks of a tar: in front of each of these.
TEST(CutArchive, IsRefusedWhereverABlockEndsInASmallFile) {
  std::size_t cuts = 0;
  for (std::size_t first = 0; first < 8; ++first) {
    const TempTree tree;
    tree.file("a", std::string(512 * first, 'x'));
    for (std::size_t i = 0; i < 300; ++i) {
      tree.file("b" + std::to_string(i), std::string(i * 700 % 2561, i % 2 == 0 ? 'x' : '\0'));
    }
    cuts += interruptions(tree);
  }
  EXPECT_EQ(cuts, 24u);
}

// The data of a large file, and of one that has two names, end with a block or just before.
TEST(CutArchive, IsRefusedWhereABlockEndsWithTheDataOfALargeFile) {
  constexpr std::size_t kBlock = std::size_t{256} << 10;
  for (const std::size_t less : {511u, 512u, 513u, 1023u, 1024u, 1025u, 1536u, 2048u}) {
    const TempTree tree;
    tree.file("a", std::string(2 * kBlock - less, '\0'));
    tree.file("b", std::string(512, 'x'));
    tree.hard_link("c", "b");
    EXPECT_GE(interruptions(tree), 2u) << less;
  }
}

// A trailer that has not been handed on does not end the archive.
TEST(CutArchive, IsRefusedWhenOnlyTheTrailerIsMissing) {
  for (const std::size_t size : {0u, 1000u, 260'608u, 261'120u, 261'632u}) {
    const TempTree tree;
    tree.file("a", std::string(size, 'x'));
    EXPECT_GE(interruptions(tree), 1u) << size;
  }
}

// A sink that is full has taken who knows how much of a block; more would go to a wrong place.
TEST(CutArchive, GetsNothingMoreWhenItCannotBeWritten) {
  const TempTree tree;
  tree.file("a", std::string(2'000'000, 'x'));
  int calls = 0;
  const auto sink = [&](std::span<const std::byte>) {
    ++calls;
    throw tare::Error(tare::Fault::output, "disk", "cannot write");
  };
  EXPECT_THROW(static_cast<void>(tare::pack(tare::Context(tree.path()), sink)), tare::Error);
  EXPECT_EQ(calls, 1);
}

}  // namespace
