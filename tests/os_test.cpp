#include "os.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <optional>

#include "support/temp_tree.hpp"

namespace {

namespace os = tare::os;
using tare::Kind;
using test::TempTree;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using List = std::error_code (*)(int, os::Listing&);
using Kinds = std::map<std::string, std::optional<Kind>>;

Kinds listed(List list, const std::string& path) {
  os::Descriptor directory;
  EXPECT_FALSE(os::open_root(path.c_str(), directory));
  os::Listing names;
  EXPECT_EQ(list(directory.get(), names), std::error_code()) << path;
  Kinds kinds;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Kind kind = Kind::file;
    const bool known = names.kind(i, kind);
    EXPECT_TRUE(kinds.emplace(names.name(i), known ? std::optional(kind) : std::nullopt).second);
  }
  return kinds;
}

std::error_code error_of(List list, int descriptor) {
  os::Listing names;
  const std::error_code error = list(descriptor, names);
  EXPECT_EQ(names.size(), 0u);
  return error;
}

struct Reader {
  const char* name;
  List list;
};

void PrintTo(const Reader& reader, std::ostream* out) { *out << reader.name; }

class Readers : public testing::TestWithParam<Reader> {
 protected:
  TempTree tree_;
};

TEST_P(Readers, TellEveryKind) {
  tree_.file("file");
  tree_.directory("directory");
  tree_.symlink("link", "file");
  tree_.symlink("link to nothing", "nothing");
  tree_.fifo("fifo");
  tree_.socket("socket");
  EXPECT_THAT(listed(GetParam().list, tree_.path()),
              ElementsAre(Pair("directory", Kind::directory), Pair("fifo", Kind::fifo),
                          Pair("file", Kind::file), Pair("link", Kind::symlink),
                          Pair("link to nothing", Kind::symlink), Pair("socket", Kind::socket)));
  EXPECT_THAT(listed(GetParam().list, "/dev"), Contains(Pair("null", Kind::character_device)));
}

TEST_P(Readers, LeaveTheBytesOfNamesAlone) {
  Kinds expected;
  for (const char* name : {"\xff\xfe", "\xc3", "a\nb", " ", "...", "..a", ".a", "b\\", "*", "\x01",
                           "\xe2\x82\xac", "C:", "~"}) {
    expected.emplace(name, Kind::file);
  }
  expected.emplace(std::string(255, '\x80'), Kind::file);
  for (const auto& [name, kind] : expected) tree_.file(name);
  EXPECT_EQ(listed(GetParam().list, tree_.path()), expected);
}

TEST_P(Readers, ReadManyNamesAndNone) {
  tree_.directory("none");
  Kinds expected;
  for (int i = 0; i < 3000; ++i) {
    const std::string name =
        std::to_string(i) + std::string(static_cast<std::size_t>(i % 100), 'x');
    tree_.file("many/" + name);
    expected.emplace(name, Kind::file);
  }
  EXPECT_EQ(listed(GetParam().list, tree_.path("many")), expected);
  EXPECT_THAT(listed(GetParam().list, tree_.path("none")), IsEmpty());
}

TEST_P(Readers, FollowTheDescriptorWhereverItsNameHasGone) {
  tree_.file("before/x");
  os::Descriptor directory;
  ASSERT_FALSE(os::open_root(tree_.path("before").c_str(), directory));
  ASSERT_FALSE(os::rename(tree_.path("before").c_str(), tree_.path("after").c_str()));
  os::Listing names;
  EXPECT_FALSE(GetParam().list(directory.get(), names));
  ASSERT_EQ(names.size(), 1u);
  EXPECT_STREQ(names.name(0), "x");
}

TEST_P(Readers, FailOnWhatIsNoOpenDirectory) {
  tree_.file("file");
  os::Descriptor file;
  ASSERT_FALSE(os::open_path(tree_.path("file").c_str(), file));
  EXPECT_EQ(error_of(GetParam().list, file.get()), std::errc::not_a_directory);
  EXPECT_TRUE(error_of(GetParam().list, -1));
}

constexpr Reader kReaders[] = {
#ifdef __linux__
    {"Linux", &os::list_linux},
#endif
    {"Portable", &os::list_portable},
};
INSTANTIATE_TEST_SUITE_P(Os, Readers, testing::ValuesIn(kReaders));

TEST(Os, SortsByBytes) {
  std::vector<std::string> expected;
  const std::vector<std::string> letters{"", "a", "b", "\x01", "\x7f", "\x80", "\xff", "aaaaaaa"};
  for (const std::string& a : letters) {
    for (const std::string& b : letters) {
      for (const std::string& c : letters) expected.push_back("x" + a + b + c);
    }
  }
  os::Listing names;
  for (const std::string& name : expected) names.add(name.c_str(), 0);
  names.sort();
  std::sort(expected.begin(), expected.end());
  std::vector<std::string> sorted;
  for (std::size_t i = 0; i < names.size(); ++i) sorted.emplace_back(names.name(i));
  EXPECT_EQ(sorted, expected);
}

TEST(Os, OpensBelowWithoutFollowingALink) {
  const TempTree tree;
  tree.file("a/b/c/x");
  tree.symlink("link", "a");
  os::Descriptor root;
  ASSERT_FALSE(os::open_root(tree.path().c_str(), root));
  os::Descriptor below;
  EXPECT_FALSE(os::open_directory_below(root.get(), "a/b/c", below));
  tare::FileStatus status;
  EXPECT_FALSE(os::status(below.get(), "x", status));
  EXPECT_TRUE(os::open_directory_below(root.get(), "link/b", below));
  EXPECT_TRUE(os::open_directory_below(root.get(), "a/b/c/x", below));
  EXPECT_EQ(os::open_directory_below(root.get(), "a/d", below),
            std::errc::no_such_file_or_directory);
}

TEST(Os, NamesAFileThatHadNoneOrSaysThatItCannot) {
  const TempTree tree;
  const std::string path = tree.path("file");
  os::Descriptor file;
  if (os::create_unnamed(tree.path().c_str(), file)) {
    ASSERT_FALSE(os::create_new(path.c_str(), file));
  } else {
    ASSERT_FALSE(os::give_name(file.get(), path.c_str()));
  }
  ASSERT_FALSE(os::write_all(file.get(), std::as_bytes(std::span("text", 4)), {}));
  EXPECT_FALSE(file.close());
  EXPECT_EQ(test::read_file(path), "text");
}

}  // namespace
