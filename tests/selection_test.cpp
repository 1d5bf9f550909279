#include "selection.hpp"

#include <gmock/gmock.h>

#include "go_text.hpp"
#include "support/temp_tree.hpp"
#include "tare/error.hpp"

namespace {

using tare::BuildStep;
using tare::Kind;
using tare::Membership;
using testing::ElementsAre;
using testing::IsEmpty;
namespace go = tare::go;

TEST(SourcePatterns, MayMatchAcrossParts) {
  EXPECT_TRUE(go::crosses_parts("a[^x]b"));
  EXPECT_TRUE(go::crosses_parts("[ -~]"));
  EXPECT_TRUE(go::crosses_parts("a\\/b"));
  EXPECT_FALSE(go::crosses_parts("[a-c]*/\\[^x]"));
}

class Sources : public testing::Test {
 protected:
  test::TempTree tree_;

  std::vector<std::string> roots(const std::string& path,
                                 BuildStep::Use use = BuildStep::Use::copy) const {
    return roots_of(tare::Context(tree_.path()), {use, path, path});
  }
};

TEST_F(Sources, LeadThroughLinksAndStayInTheContext) {
  tree_.file("d/a");
  tree_.symlink("l", "d");
  tree_.symlink("far/up", "../../../../d");
  tree_.symlink("far/absolute", "/l/a");
  tree_.symlink("loop", "loop");
  tree_.symlink("dangling", "nothing");
  EXPECT_THAT(roots("l/a"), ElementsAre("d/a"));
  EXPECT_THAT(roots("l"), ElementsAre("d"));
  EXPECT_THAT(roots("far/up/a"), ElementsAre("d/a"));
  EXPECT_THAT(roots("far/absolute"), ElementsAre("d/a"));
  EXPECT_THAT(roots("loop"), IsEmpty());
  EXPECT_THAT(roots("dangling"), IsEmpty());
  EXPECT_THAT(roots("d/a/b"), IsEmpty());
  EXPECT_THAT(roots(""), ElementsAre(""));
}

TEST_F(Sources, WildcardsStayWithinOnePartOfAName) {
  tree_.file("package.json");
  tree_.file("package-lock.json");
  tree_.file("src/a/package.json");
  tree_.file("src/b/package.json");
  tree_.file("src/b/c/package.json");
  tree_.symlink("src/l", "a");
  EXPECT_THAT(roots("package*.json"), ElementsAre("package-lock.json", "package.json"));
  EXPECT_THAT(roots("src/*/package.json"), ElementsAre("src/a/package.json", "src/b/package.json"));
  EXPECT_THAT(roots("src/**/package.json"),
              ElementsAre("src/a/package.json", "src/b/package.json"));
  EXPECT_THAT(roots("src/[al]"), ElementsAre("src/a"));
  EXPECT_THAT(roots("src/l/p*"), ElementsAre("src/a/package.json"));
  EXPECT_THAT(roots("[^x]*[^x]a"), ElementsAre("src/a"));
  EXPECT_THAT(roots("x*"), IsEmpty());
  EXPECT_THAT(roots("src/*", BuildStep::Use::mount), IsEmpty());
}

std::vector<std::uint32_t> sets_of(Membership& membership, std::string_view name,
                                   Kind kind = Kind::file) {
  const auto found = membership.of(name, kind);
  return {found.begin(), found.end()};
}

TEST(Membership, FollowsTheWalkDownAndUpAgain) {
  Membership membership({{{"src"}, {}}, {{""}, {}}, {{"src/b", "src"}, {}}, {{"z"}, {}}});
  EXPECT_THAT(sets_of(membership, "a"), ElementsAre(1));
  EXPECT_THAT(sets_of(membership, "src", Kind::directory), ElementsAre(0, 1, 2));
  EXPECT_THAT(sets_of(membership, "src/a"), ElementsAre(0, 1, 2));
  EXPECT_THAT(sets_of(membership, "src/b", Kind::directory), ElementsAre(0, 1, 2));
  EXPECT_THAT(sets_of(membership, "src/b/c"), ElementsAre(0, 1, 2));
  EXPECT_THAT(sets_of(membership, "src-b"), ElementsAre(1));
  EXPECT_THAT(sets_of(membership, "z"), ElementsAre(1, 3));
}

TEST(Membership, ExcludesCountFromEachRoot) {
  Membership membership({{{"", "src"}, {"*.md", "src"}}, {{"a.md"}, {"*.md"}}, {{"src"}, {"#x"}}});
  EXPECT_THAT(sets_of(membership, "a.md"), IsEmpty());
  EXPECT_THAT(sets_of(membership, "b"), ElementsAre(0));
  EXPECT_THAT(sets_of(membership, "src", Kind::directory), ElementsAre(0, 2));
  EXPECT_THAT(sets_of(membership, "src/#x"), ElementsAre(0));
  EXPECT_THAT(sets_of(membership, "src/a.md"), ElementsAre(2));
  EXPECT_THAT(sets_of(membership, "src/b"), ElementsAre(0, 2));
}

TEST(Membership, RefusesAMalformedPattern) {
  EXPECT_THROW(Membership({{{""}, {"[a-"}}}), tare::Error);
}

}  // namespace
