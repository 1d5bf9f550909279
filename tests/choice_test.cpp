#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "support/as_nobody.hpp"
#include "support/tar.hpp"
#include "support/temp_tree.hpp"
#include "tare/pack.hpp"
#include "tare/report.hpp"
#include "tare/walk.hpp"

// What whoever walks or packs leaves out beyond the rules: a visitor that skips or stops, and the
// `choose` of the options.

namespace {

using test::AsNobody;
using test::TempTree;
using testing::ElementsAre;
using Next = tare::Visitor::Next;
using Names = std::vector<std::string>;

class Answering : public tare::Visitor {
 public:
  Answering(std::set<std::string> skipped, std::string last)
      : skipped_(std::move(skipped)), last_(std::move(last)) {}

  Next include(const tare::Entry& entry) override {
    told.emplace_back(entry.name);
    if (entry.name == last_) return Next::stop;
    return skipped_.count(told.back()) != 0 ? Next::skip : Next::go_on;
  }
  void exclude(const tare::Entry& entry, Extent /*extent*/) override {
    told.push_back("-" + std::string(entry.name));
  }

  Names told;

 private:
  const std::set<std::string> skipped_;
  const std::string last_;
};

Names told(const TempTree& tree, const std::set<std::string>& skipped, const char* last = "") {
  Answering visitor(skipped, last);
  tare::walk(tare::Context(tree.path()), {}, visitor);
  return visitor.told;
}

// A choice against `names`, which keeps what it was asked.
struct Choice {
  std::set<std::string> names;
  Names asked = {};
  [[nodiscard]] std::function<bool(const tare::Entry&)> function() {
    return [this](const tare::Entry& entry) {
      asked.emplace_back(entry.name);
      return names.count(asked.back()) == 0;
    };
  }
};

Names packed(const TempTree& tree, Choice& choice) {
  tare::PackOptions options;
  options.report.choose = choice.function();
  Names names = test::names(test::read_tar(test::pack(tare::Context(tree.path()), options)));
  names.erase(std::remove(names.begin(), names.end(), ".dockerignore"), names.end());
  return names;
}

TEST(Choice, AVisitorSkipsWhatIsBelowADirectory) {
  const TempTree tree;
  for (const char* name : {"a/1", "a/b/2", "a/b/c/3", "a/d", "a-b/4", "e"}) tree.file(name);
  EXPECT_THAT(told(tree, {"a/b", "a/1"}),
              ElementsAre("a", "a/1", "a/b", "a/d", "a-b", "a-b/4", "e"));
  EXPECT_THAT(told(tree, {"a"}), ElementsAre("a", "a-b", "a-b/4", "e"));
}

TEST(Choice, AVisitorStopsWithoutAnError) {
  const TempTree tree;
  for (const char* name : {"a/1", "a/2", "b"}) tree.file(name);
  EXPECT_THAT(told(tree, {}, "a/1"), ElementsAre("a", "a/1"));
}

TEST(Choice, WhatIsSkippedIsNotRead) {
  const TempTree tree;
  for (const char* name : {"big/1/x", "big/2/x", "big/3/x/y", "small/x"}) tree.file(name);
  tree.file(".dockerignore", "big/3/*\n!big/3/x/y\n");
  Answering visitor({"big"}, "");
  tare::WalkOptions options;
  options.threads = 1;
  const tare::WalkCount count = tare::walk(tare::Context(tree.path()), options, visitor);
  EXPECT_EQ(count.directories_read, 2u);  // the context and small
  EXPECT_EQ(count.entries, 4u);           // and .dockerignore
}

// BuildKit tells an excluded directory when it comes to what is included in it.
TEST(Choice, ADirectoryThatIsListedForItsContentTakesThatAlong) {
  const TempTree tree;
  for (const char* name : {"lib/a/1", "lib/a/2", "lib/b/1", "lib/c", "z"}) tree.file(name);
  tree.file(".dockerignore", ".dockerignore\nlib\n!lib/*/1\n");
  EXPECT_THAT(told(tree, {"lib/a"}),
              ElementsAre("-.dockerignore", "lib", "lib/a", "lib/b", "lib/b/1", "-lib/c", "z"));
  EXPECT_THAT(told(tree, {"lib"}), ElementsAre("-.dockerignore", "lib", "z"));
  Choice choice{{"lib/a"}};
  EXPECT_THAT(packed(tree, choice), ElementsAre("lib/", "lib/b/", "lib/b/1", "z"));
  EXPECT_THAT(choice.asked, ElementsAre(".dockerignore", "lib", "lib/a", "lib/b", "lib/b/1", "z"));
}

TEST(Choice, WhatIsNotChosenIsNeitherPackedNorCounted) {
  const TempTree tree;
  for (const char* name : {"a/1", "a/b/2", "a/c", "d"}) tree.file(name, "12345");
  tree.file("linked", "1234567");
  tree.hard_link("linked-too", "linked");
  Choice choice{{"a/b", "d", "linked"}};
  EXPECT_THAT(packed(tree, choice), ElementsAre("a/", "a/1", "a/c", "linked-too"));
  EXPECT_THAT(choice.asked, ElementsAre("a", "a/1", "a/b", "a/c", "d", "linked", "linked-too"));

  tare::ReportOptions options;
  options.choose = choice.function();
  const tare::Report report = tare::report(tare::Context(tree.path()), options);
  EXPECT_EQ(report.context.files, 3u);
  EXPECT_EQ(report.context.directories, 1u);
  EXPECT_EQ(report.context.bytes, 17u);
  EXPECT_EQ(report.excluded.entries(), 0u);
}

TEST(Choice, KnowsSizesAndModesWhereverItIsAsked) {
  const TempTree tree;
  tree.file("a/large", "1234567890");
  tree.file("a/small", "1");
  tree.mode("a", 0750);
  std::uint32_t mode = 0;
  tare::PackOptions options;
  options.report.choose = [&](const tare::Entry& entry) {
    if (entry.kind == tare::Kind::directory) mode = entry.status->mode;
    return entry.kind != tare::Kind::file || entry.status->size < 10;
  };
  const tare::Context context(tree.path());
  EXPECT_THAT(test::names(test::read_tar(test::pack(context, options))),
              ElementsAre("a/", "a/small"));
  EXPECT_EQ(mode, 0750u);
  mode = 0;
  EXPECT_EQ(tare::report(context, options.report).context.files, 1u);
  EXPECT_EQ(mode, 0750u);
}

TEST(Choice, WhatCannotBeReadMayBeLeftOut) {
  const TempTree tree;
  for (const char* name : {"a/locked/x", "a/open", "secret"}) tree.file(name);
  ASSERT_EQ(chmod(tree.path().c_str(), 0755), 0);
  tree.mode("a/locked", 0);
  tree.mode("secret", 0);
  const AsNobody nobody;
  Choice all;
  EXPECT_THROW(packed(tree, all), tare::Error);
  Choice one{{"a/locked"}};
  EXPECT_THROW(packed(tree, one), tare::Error);
  Choice both{{"a/locked", "secret"}};
  EXPECT_THAT(packed(tree, both), ElementsAre("a/", "a/open"));
  EXPECT_THAT(both.asked, ElementsAre("a", "a/locked", "a/open", "secret"));
}

TEST(Choice, MayEndTheWork) {
  const TempTree tree;
  for (const char* name : {"a", "b", "c"}) tree.file(name);
  struct Enough {};
  int asked = 0;
  tare::PackOptions options;
  options.report.choose = [&](const tare::Entry&) -> bool {
    if (++asked == 2) throw Enough();
    return true;
  };
  EXPECT_THROW(static_cast<void>(test::pack(tare::Context(tree.path()), options)), Enough);
  EXPECT_EQ(asked, 2);
}

TEST(Cancelling, EndsAWalkBehindTheEntry) {
  const TempTree tree;
  for (const char* name : {"a", "b", "c"}) tree.file(name);
  class Impatient : public tare::Visitor {
   public:
    Next include(const tare::Entry& entry) override {
      told.emplace_back(entry.name);
      stop.request_stop();
      return Next::go_on;
    }
    Names told;
    std::stop_source stop;
  } visitor;
  tare::WalkOptions options;
  options.stop = visitor.stop.get_token();
  EXPECT_THROW(tare::walk(tare::Context(tree.path()), options, visitor), tare::Cancelled);
  EXPECT_THAT(visitor.told, ElementsAre("a"));
}

TEST(Cancelling, LeavesNoArchiveThatPassesForWhole) {
  const TempTree tree;
  tree.file("a", std::string(3 << 20, 'x'));
  tree.file("b");
  std::stop_source stop;
  tare::PackOptions options;
  options.report.stop = stop.get_token();
  std::string archive;
  const auto sink = [&](std::span<const std::byte> block) {
    archive.append(reinterpret_cast<const char*>(block.data()), block.size());
    stop.request_stop();
  };
  EXPECT_THROW(static_cast<void>(tare::pack(tree.path(), sink, options)), tare::Cancelled);
  EXPECT_LT(archive.size(), 1u << 20);
  EXPECT_ANY_THROW(static_cast<void>(test::read_tar(archive)));
}

// Of what is excluded, a tree may be left to be sized when the archive is complete.
TEST(Cancelling, EndsTheSizing) {
  const TempTree tree;
  tree.file("excluded/a");
  tree.file(".dockerignore", "excluded\n");
  std::stop_source stop;
  tare::PackOptions options;
  options.report.stop = stop.get_token();
  options.complete = [&] { stop.request_stop(); };
  EXPECT_THROW(static_cast<void>(test::pack(tare::Context(tree.path()), options)), tare::Cancelled);
}

}  // namespace
