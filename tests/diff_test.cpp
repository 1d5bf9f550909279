#include "tare/diff.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "inventory_items.hpp"
#include "support/tar.hpp"
#include "support/temp_tree.hpp"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string told(const tare::Change& change) {
  const bool added = change.type == tare::Change::Type::added;
  const bool removed = change.type == tare::Change::Type::removed;
  std::string text = (added ? "+" : removed ? "-" : "~") + change.name;
  if (change.whole) text += "/ " + std::to_string(change.files);
  for (const std::string& word : tare::differences(change)) text += " " + word;
  return text + " " + std::to_string(tare::growth(change));
}

std::vector<std::string> told(const tare::Inventory& before, const tare::Inventory& after) {
  std::vector<std::string> lines;
  for (const tare::Change& change : tare::diff(before, after).changes)
    lines.push_back(told(change));
  return lines;
}

tare::Inventory inventory(const test::TempTree& tree,
                          tare::Dialect dialect = tare::Dialect::buildkit) {
  tare::ContextOptions options;
  options.directory = tree.path();
  options.dialect = dialect;
  return tare::Inventory(tare::Context(options));
}

tare::Inventory inventory_of_tar(const std::string& bytes,
                                 std::uint64_t most_kept = tare::Inventory::kMostKept) {
  const test::TempTree place;
  place.file("x.tar", bytes);
  const int fd = open(place.path("x.tar").c_str(), O_RDONLY | O_CLOEXEC);
  try {
    tare::Inventory inventory = tare::Inventory::of_tar(fd, "x.tar", most_kept);
    close(fd);
    return inventory;
  } catch (...) {
    close(fd);
    throw;
  }
}

TEST(Diff, TellsWholeDirectoriesOnce) {
  const test::TempTree before;
  const test::TempTree after;
  before.file("gone/deep/a", "12");
  before.file("gone/b", "3");
  before.file("kept/x", "1");
  after.file("kept/x", "1");
  after.file("kept/new/y", "4567");
  after.file("kept.d/z", "");
  EXPECT_THAT(told(inventory(before), inventory(after)),
              ElementsAre("-gone/ 2 -3", "+kept/new/ 1 4", "+kept.d/ 1 0"));
}

// The classic builder does not list an excluded directory with something included below it.
TEST(Diff, ADirectoryIsNotWholeWhereTheOtherHasSomethingBelowIt) {
  const test::TempTree before;
  const test::TempTree after;
  for (const test::TempTree* tree : {&before, &after}) {
    tree->file("dir/keep", "1");
    tree->file("dir/other", "22");
  }
  before.file(".dockerignore", "dir\n!dir/keep\n");
  after.file(".dockerignore", "");
  EXPECT_THAT(told(inventory(before, tare::Dialect::classic), inventory(after)),
              ElementsAre("~.dockerignore content -14", "+dir 0", "+dir/other 2"));
}

TEST(Diff, ReadsContentsToTheirEnd) {
  const test::TempTree before;
  const test::TempTree after;
  for (const std::size_t size : {1u, 131072u, 131073u, 400000u}) {
    const std::string name = std::to_string(size);
    std::string content(size, 'x');
    before.file(name, content);
    before.file(name + ".same", content);
    after.file(name + ".same", content);
    content.back() = 'y';
    after.file(name, content);
  }
  EXPECT_THAT(
      told(inventory(before), inventory(after)),
      ElementsAre("~1 content 0", "~131072 content 0", "~131073 content 0", "~400000 content 0"));
  const std::string tar = test::pack(tare::Context(before.path()));
  EXPECT_THAT(
      told(inventory_of_tar(tar), inventory(after)),
      ElementsAre("~1 content 0", "~131072 content 0", "~131073 content 0", "~400000 content 0"));
}

TEST(Diff, ATarIsWhatItWasMadeFromWhateverTheNames) {
  const test::TempTree tree;
  tree.file("a-b", "1");
  tree.file("a/b", "2");
  tree.file("a.b", "3");
  tree.file("\xFF\xFE/\x01", "4");
  tree.file("\xC3\xA4/" + std::string(200, 'n') + "/" + std::string(200, 'm'), "5");
  tree.symlink("link", std::string(300, 't'));
  tree.hard_link("hard", "a/b");
  tree.fifo("fifo");
  tree.mode("a", 01777);
  const tare::Inventory context = inventory(tree);
  const tare::Inventory tar = inventory_of_tar(test::pack(tare::Context(tree.path())));
  EXPECT_THAT(told(context, tar), IsEmpty());
  EXPECT_EQ(context.total().entries(), 12u);
}

TEST(Diff, OfATarKeepsNoMoreThanItMay) {
  const test::TempTree tree;
  for (int i = 0; i < 100; ++i) tree.file("file" + std::to_string(i), std::to_string(i));
  tree.hard_link("twin", "file7");
  const std::string tar = test::pack(tare::Context(tree.path()));
  EXPECT_EQ(inventory_of_tar(tar, 10'000).total().files, 101u);
  try {
    static_cast<void>(inventory_of_tar(tar, 3'000));
    FAIL() << "takes less";
  } catch (const tare::Error& error) {
    EXPECT_STREQ(
        error.what(),
        "'x.tar': holds names that take more than 3.0 kB; compare the directories instead");
  }
}

TEST(Diff, AFileThatCannotBeReadIsAnError) {
  const test::TempTree before;
  const test::TempTree after;
  before.file("x", "1");
  after.file("x", "1");
  const tare::Inventory first = inventory(before);
  const tare::Inventory second = inventory(after);
  after.clear();
  EXPECT_THROW((void)tare::diff(first, second), tare::Error);
}

TEST(InventoryItems, ComeBackAsTheyWere) {
  tare::InventoryItem item;
  tare::InventoryItems items;
  std::vector<tare::InventoryItem> all;
  std::mt19937_64 random(42);
  for (int i = 0; i < 2000; ++i) {
    item = {};
    for (auto n = random() % 12; n != 0; --n) item.name += "ab/"[random() % 3];
    item.kind = static_cast<tare::Kind>(random() % 7);
    item.mode = random() % 010000;
    if (item.kind == tare::Kind::file) item.size = random() >> random() % 64;
    if (item.kind == tare::Kind::symlink) item.target = std::string(random() % 300, 'y');
    if (item.kind == tare::Kind::character_device)
      item.special_minor = static_cast<unsigned>(random());
    if (random() % 2 == 0) item.digest.emplace().fill(static_cast<std::byte>(random()));
    items.add(item);
    all.push_back(item);
  }
  tare::InventoryItems::Reader reader(items);
  for (const tare::InventoryItem& expected : all) {
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.item().name, expected.name);
    EXPECT_EQ(reader.item().kind, expected.kind);
    EXPECT_EQ(reader.item().mode, expected.mode);
    EXPECT_EQ(reader.item().size, expected.size);
    EXPECT_EQ(reader.item().target, expected.target);
    EXPECT_EQ(reader.item().special_minor, expected.special_minor);
    EXPECT_EQ(reader.item().digest, expected.digest);
  }
  EXPECT_FALSE(reader.next());
}

}  // namespace
