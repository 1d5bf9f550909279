// Files that a builder asks for: their bytes, or an error that says what has become of them. Never
// other bytes, and never none by mistake.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "offer_index.hpp"
#include "support/as_nobody.hpp"
#include "support/offers.hpp"
#include "support/temp_tree.hpp"
#include "tare/offer.hpp"

namespace {

namespace fs = std::filesystem;
using test::TempTree;
using test::Told;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

class AnOfferedFile : public testing::Test {
 protected:
  void offer_all() {
    offer_ = std::make_unique<tare::Offer>(test::open_for_builder(tree.path()));
    for (const Told& told : test::tell(*offer_)) ids_[told.name] = told.id;
  }

  [[nodiscard]] tare::OfferedFile open(const std::string& name) const {
    return offer_->open(ids_.at(name));
  }
  [[nodiscard]] std::string content(const std::string& name, std::size_t piece = 32768) const {
    return test::read_all(open(name), piece);
  }

  // What is said when `work` fails.
  [[nodiscard]] std::string refusal(const std::function<void()>& work,
                                    tare::Fault fault = tare::Fault::input) const {
    try {
      work();
    } catch (const tare::Error& error) {
      EXPECT_EQ(error.fault(), fault) << error.what();
      return error.what();
    }
    return "nothing";
  }
  [[nodiscard]] std::string refusal(const std::string& name,
                                    tare::Fault fault = tare::Fault::input) const {
    return refusal([&] { static_cast<void>(open(name)); }, fault);
  }

  // Gives a file the modification time that it had before.
  void write_secretly(const char* name, const std::string& text) const {
    struct stat before = {};
    ASSERT_EQ(::stat(tree.path(name).c_str(), &before), 0);
    tree.file(name, text);
    const std::array<timespec, 2> times{before.st_atim, before.st_mtim};
    ASSERT_EQ(::utimensat(AT_FDCWD, tree.path(name).c_str(), times.data(), 0), 0);
  }

  // Files that change at once would have the same time.
  static void let_time_pass() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

  const TempTree tree;
  std::unique_ptr<tare::Offer> offer_;
  std::map<std::string, std::uint32_t> ids_;
};

TEST_F(AnOfferedFile, IsReadInPiecesOfAnySize) {
  std::string text;
  for (int i = 0; text.size() < 100'000; ++i) text += std::to_string(i);
  tree.file("d/large", text);
  tree.file("empty");
  tree.file("raw\xff\n", "raw");
  offer_all();
  for (const std::size_t piece :
       {std::size_t{7}, std::size_t{1000}, text.size() - 1, text.size(), text.size() + 1}) {
    EXPECT_EQ(content("d/large", piece), text) << piece;
  }
  EXPECT_EQ(content("empty"), "");
  EXPECT_EQ(content("raw\xff\n"), "raw");
  EXPECT_EQ(content("d/large"), text);  // as often as one likes
}

TEST_F(AnOfferedFile, MayLieDeeperThanAnyPath) {
  const std::string part(200, 'd');
  std::string name;
  tare::os::Descriptor at(::open(tree.path().c_str(), O_RDONLY | O_DIRECTORY));
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(::mkdirat(at.get(), part.c_str(), 0755), 0);
    at.reset(::openat(at.get(), part.c_str(), O_RDONLY | O_DIRECTORY));
    name += part + "/";
  }
  tare::os::Descriptor file(::openat(at.get(), "leaf", O_WRONLY | O_CREAT, 0644));
  ASSERT_EQ(::write(file.get(), "deep", 4), 4);
  offer_all();
  EXPECT_EQ(content(name + "leaf"), "deep");
}

TEST_F(AnOfferedFile, IsOneThatHasBeenTold) {
  tree.file("a");
  offer_all();
  EXPECT_EQ(offer_->name(0), "a");
  for (const std::uint32_t id : {1u, 64u, UINT32_MAX}) {
    EXPECT_THAT(refusal([&] { static_cast<void>(offer_->open(id)); }, tare::Fault::usage),
                HasSubstr("number " + std::to_string(id)));
    EXPECT_THAT(refusal([&] { static_cast<void>(offer_->name(id)); }, tare::Fault::usage),
                HasSubstr("number " + std::to_string(id)));
  }
}

TEST_F(AnOfferedFile, IsARegularOneByItsFirstName) {
  tree.file("d/file", "text");
  tree.hard_link("d/second", "d/file");
  tree.symlink("link", "d/file");
  tree.fifo("fifo");
  offer_all();
  for (const char* name : {"d", "link", "fifo"}) {
    EXPECT_THAT(refusal(name, tare::Fault::usage),
                AllOf(HasSubstr(name), HasSubstr("no regular file")));
  }
  EXPECT_THAT(refusal("d/second", tare::Fault::usage),
              AllOf(HasSubstr("d/second"), HasSubstr("further name")));
  EXPECT_EQ(content("d/file"), "text");
}

TEST_F(AnOfferedFile, IsRefusedWhenItIsGone) {
  tree.file("d/a", "text");
  tree.file("e/a", "text");
  offer_all();
  fs::remove(tree.path("d/a"));
  fs::remove_all(tree.path("e"));
  EXPECT_THAT(refusal("d/a"), AllOf(HasSubstr("d/a': is gone"), HasSubstr("build again")));
  EXPECT_THAT(refusal("e/a"), HasSubstr("e/a': is gone"));
}

TEST_F(AnOfferedFile, IsRefusedWhenSomethingElseIsInItsPlace) {
  for (const char* name : {"link", "directory", "fifo", "file", "socket", "d/a", "e/a", "f/a"}) {
    tree.file(name, "text");
  }
  tree.file("same", "text");
  offer_all();
  for (const char* name : {"link", "directory", "fifo", "socket", "d", "e"}) {
    fs::rename(tree.path(name), tree.path(std::string("was ") + name));
  }
  fs::remove_all(tree.path("f"));
  tree.symlink("link", "was link");  // the very same file
  tree.directory("directory");
  tree.fifo("fifo");
  tree.socket("socket");
  tree.symlink("d", "was d");
  tree.file("e", "text");
  tree.symlink("f", "f");
  fs::rename(tree.path("same"), tree.path("file"));
  for (const char* name : {"link", "directory", "fifo", "socket", "file", "d/a", "e/a", "f/a"}) {
    EXPECT_THAT(refusal(name),
                AllOf(HasSubstr(std::string(name) + "': was replaced"), HasSubstr("build again")));
  }
}

TEST_F(AnOfferedFile, IsRefusedWhenItHasChanged) {
  for (const char* name : {"longer", "shorter", "same size", "secretly", "its mode"}) {
    tree.file(name, "text");
  }
  offer_all();
  let_time_pass();
  tree.file("longer", "text and more");
  tree.file("shorter", "t");
  tree.file("same size", "TEXT");
  write_secretly("secretly", "TEXT");
  tree.mode("its mode", 0700);
  for (const auto& [name, id] : ids_) {
    EXPECT_THAT(refusal(name), AllOf(HasSubstr(name + "': changed"), HasSubstr("build again")));
  }
}

TEST_F(AnOfferedFile, IsNotCompleteWhenItChangesWhileItIsRead) {
  const std::string text(50'000, 't');
  const std::map<std::string, std::function<void(const std::string&)>> changes{
      {"grows", [](const std::string& path) { std::ofstream(path, std::ios::app) << "more"; }},
      {"shrinks", [](const std::string& path) { fs::resize_file(path, 40'000); }},
      {"is emptied", [](const std::string& path) { fs::resize_file(path, 0); }},
      {"is written to",
       [](const std::string& path) {
         std::fstream(path, std::ios::in | std::ios::out).seekp(45'000) << "other";
       }},
      {"was written to",
       [](const std::string& path) {
         std::fstream(path, std::ios::in | std::ios::out).seekp(5) << "other";
       }},
  };
  for (const auto& [name, change] : changes) tree.file(name, text);
  tree.file("empty");
  offer_all();
  let_time_pass();
  std::vector<std::byte> buffer(1000);
  for (const auto& [name, change] : changes) {
    tare::OfferedFile file = open(name);
    ASSERT_EQ(file.read(buffer), buffer.size());
    change(tree.path(name));
    EXPECT_THAT(refusal([&] { static_cast<void>(test::read_all(std::move(file))); }),
                HasSubstr(name + "': changed"));
  }
  tare::OfferedFile empty = open("empty");
  tree.file("empty", "not any more");
  EXPECT_THAT(refusal([&] { static_cast<void>(test::read_all(std::move(empty))); }),
              HasSubstr("empty': changed"));
}

// Whoever has opened a file has it, whatever becomes of its name.
TEST_F(AnOfferedFile, IsReadToItsEndAlthoughItsNameGoes) {
  tree.file("d/a", "text");
  offer_all();
  tare::OfferedFile file = open("d/a");
  fs::rename(tree.path("d"), tree.path("e"));
  EXPECT_EQ(test::read_all(std::move(file)), "text");
}

TEST_F(AnOfferedFile, IsRefusedWhenItCannotBeRead) {
  tree.file("secret", "text");
  tree.mode("secret", 0);
  tree.mode("", 0755);
  const test::AsNobody nobody;
  offer_all();  // all that is compared can be seen
  EXPECT_THAT(refusal("secret"),
              AllOf(HasSubstr("secret': cannot open"), HasSubstr("make it readable")));
}

TEST_F(AnOfferedFile, CanBeReadWhileTheWalkGoesOn) {
  for (int i = 0; i < 2000; ++i) {
    tree.file(std::to_string(i % 40) + "/" + std::to_string(i), std::to_string(i));
  }
  tare::Offer offer(test::open_for_builder(tree.path()), {.threads = 4});
  std::atomic<std::uint32_t> count{0};
  std::atomic<bool> done{false};
  std::atomic<unsigned> wrong{0};
  std::atomic<unsigned> read{0};
  std::atomic<unsigned> directories{0};
  const auto fetch = [&](std::uint32_t id) {
    const std::string name = offer.name(id);
    if (name.find('/') == std::string::npos) {
      ++directories;
      return;
    }
    ++read;
    if (test::read_all(offer.open(id)) != name.substr(name.find('/') + 1)) ++wrong;
  };
  std::vector<std::thread> readers;
  for (std::uint32_t first = 0; first < 3; ++first) {
    readers.emplace_back([&, first] {
      for (std::uint32_t id = first;;) {
        if (id < count) {
          fetch(id);
          id += 3;
        } else if (done) {
          return;
        } else {
          std::this_thread::yield();
        }
      }
    });
  }
  offer.walk([&](const tare::OfferedEntry& entry) {
    count = entry.id + 1;
    if (entry.id % 100 == 0 && entry.kind == tare::Kind::file) fetch(entry.id);
  });
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0u);
  EXPECT_GE(read, 2000u);
  EXPECT_EQ(directories, 40u);
}

// -- The index ---------------------------------------------------------------------------------

TEST(OfferIndex, KeepsWhateverThereIs) {
  using Content = tare::IndexedEntry::Content;
  constexpr std::uint64_t kMost = UINT64_MAX;
  const std::vector<std::uint64_t> numbers{0,     1,         127,       128,
                                           kMost, kMost - 1, kMost / 2, kMost / 2 + 1};
  std::vector<std::pair<std::string, tare::IndexedEntry>> all;
  tare::OfferIndex index;
  for (std::size_t i = 0; i < 1000; ++i) {
    const auto number = [&](std::size_t step) { return numbers[i / step % numbers.size()]; };
    const auto time = [&](std::size_t step) { return static_cast<std::int64_t>(number(step)); };
    tare::IndexedEntry entry{
        static_cast<Content>(i % 3), number(1), {number(2), number(3)}, {time(5), time(7)}};
    std::string name = std::string(i % 5 * 100, 'n') + std::to_string(i / 3);
    index.add(name, entry);
    all.emplace_back(name, entry);
  }
  std::string name;
  tare::IndexedEntry entry;
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(index.find(i, name, entry));
    EXPECT_EQ(name, all[i].first);
    ASSERT_EQ(entry.content, all[i].second.content);
    if (entry.content != Content::own) continue;
    EXPECT_EQ(entry.size, all[i].second.size);
    EXPECT_EQ(entry.id, all[i].second.id);
    EXPECT_EQ(entry.times, all[i].second.times);
  }
  EXPECT_FALSE(index.find(1000, name, entry));
}

}  // namespace
