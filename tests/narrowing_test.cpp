// What BuildKit sends for the paths that a build asks for: every recorded case on a real directory,
// and what a narrowed context does beyond its list.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>

#include "go_text.hpp"
#include "support/dockerfile_cases.hpp"
#include "support/listing.hpp"
#include "support/temp_tree.hpp"
#include "tare/context.hpp"
#include "tare/error.hpp"
#include "tare/report.hpp"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Paths = std::vector<std::string>;

tare::Context open(const test::TempTree& tree, const std::string& rules) {
  tare::ContextOptions options;
  options.directory = tree.path();
  options.ignore_file = rules;
  return tare::Context(options);
}

class RecordedNarrowing : public testing::TestWithParam<const char*> {};

TEST_P(RecordedNarrowing, SendsTheSame) {
  const test::TempTree tree;
  const test::TempTree beside;
  std::size_t tried = 0;
  for (const test::DockerfileCase& recorded : test::read_dockerfile_cases(GetParam())) {
    SCOPED_TRACE(recorded.where);
    if (recorded.error) continue;
    ++tried;
    beside.file("rules", recorded.ignore);
    test::grow(tree, recorded.files);
    EXPECT_EQ(test::included(open(tree, beside.path("rules")).narrowed(recorded.requested)),
              recorded.sent);
    tree.clear();
    if (HasFailure()) FAIL() << "ignore file:\n" << recorded.ignore;
  }
  EXPECT_GT(tried, 550u);
}

INSTANTIATE_TEST_SUITE_P(BuildKit, RecordedNarrowing,
                         testing::Values("dockerfiles.jsonl", "dockerfiles_targeted.jsonl"),
                         [](const auto& file) {
                           const std::string name = file.param;
                           return name.substr(0, name.find('.'));
                         });

// BuildKit's walk as fsutil writes it (`filterFS.Walk`), without anything clever: every directory
// that it would visit is visited here.
class PlainWalk {
 public:
  PlainWalk(const std::string& root, const tare::Matcher& rules, const Paths& patterns)
      : root_(root),
        rules_(rules),
        patterns_(patterns),
        include_(tare::IgnoreFile::of_patterns(patterns, "patterns")) {
    for (const std::string& pattern : patterns) {
      only_prefixes_ =
          only_prefixes_ && trimmed(pattern).find_first_of("*[]?^\\") == std::string::npos;
    }
    walk("");
  }

  [[nodiscard]] const Paths& list() const { return list_; }
  [[nodiscard]] std::size_t visited() const { return visited_; }

 private:
  static std::string trimmed(std::string text) {
    if (text.ends_with("/**")) text.erase(text.size() - 3);
    if (text.ends_with("/*")) text.erase(text.size() - 2);
    return text;
  }

  void walk(const std::string& directory) {
    ++visited_;
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(root_ + "/" + directory)) {
      names.insert(entry.path().filename().string());
    }
    for (const std::string& base : names) {
      const std::string name = directory.empty() ? base : directory + "/" + base;
      const bool is_directory = std::filesystem::is_directory(root_ + "/" + name);
      const bool asked = include_.match(name).excluded;
      const bool excluded = rules_.match(name).excluded;
      const bool sent = asked && !excluded;
      parents_.push_back({name, sent});
      if (sent) announce(is_directory);
      const bool skipped = (!asked && only_prefixes_ && !leads_to_a_prefix(name)) ||
                           (excluded && !rules_.enters(name));
      if (is_directory && !skipped) walk(name);
      parents_.pop_back();
    }
  }

  [[nodiscard]] bool leads_to_a_prefix(const std::string& name) const {
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& pattern) {
      return (trimmed(pattern) + "/").starts_with(name + "/");
    });
  }

  void announce(bool last_is_directory) {
    for (std::size_t i = 0; i < parents_.size(); ++i) {
      auto& [name, listed] = parents_[i];
      const bool last = i + 1 == parents_.size();
      if (!last && listed) continue;
      list_.push_back(!last || last_is_directory ? name + "/" : name);
      listed = true;
    }
  }

  std::string root_;
  const tare::Matcher& rules_;
  const Paths& patterns_;
  tare::Matcher include_;
  bool only_prefixes_ = true;
  std::vector<std::pair<std::string, bool>> parents_;  // and whether they are in the list
  Paths list_;
  std::size_t visited_ = 0;
};

// What is left of sorted paths when BuildKit has looked for links and found none (`dedupePaths`).
// It matters: a pattern that goes may have been the only one with a wildcard.
Paths without_those_below(const Paths& paths) {
  Paths kept;
  for (const std::string& path : paths) {
    if (kept.empty() || !path.starts_with(kept.back() + "/")) kept.push_back(path);
  }
  return kept;
}

TEST(Narrowing, ListsWhatAWalkWithoutShortcutsLists) {
  std::random_device device;
  const std::uint32_t seed = device();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto pick = [&](const Paths& words) { return words[random() % words.size()]; };
  const Paths names{"a", "b", "ab", "c.x"};
  const Paths parts{"a", "b", "ab", "c.x", "*", "**", "a*", "?", "[ab]", "*.x"};
  std::size_t needed = 0;
  std::size_t visited = 0;
  for (int round = 0; round < 60; ++round) {
    const test::TempTree tree;
    for (int i = 0; i < 40; ++i) {
      std::string name = "r" + pick(names);
      for (std::size_t depth = random() % 4; depth > 0; --depth) name += "/" + pick(names);
      if (!std::filesystem::exists(tree.path(name))) {
        try {
          tree.file(name);
        } catch (const std::exception&) {  // something above it is a file
        }
      }
    }
    const auto pattern = [&] {
      std::string text = random() % 4 == 0 ? pick(parts) : "r" + pick(names);
      for (std::size_t depth = random() % 4; depth > 0; --depth) text += "/" + pick(parts);
      return text;
    };
    std::string rules;
    for (std::size_t i = random() % 4; i > 0; --i)
      rules += (i % 2 == 0 ? "!" : "") + pattern() + "\n";
    tree.file(".dockerignore", rules);
    for (int times = 0; times < 20; ++times) {
      Paths requested;
      for (std::size_t i = 1 + random() % 3; i > 0; --i) requested.push_back(pattern());
      std::sort(requested.begin(), requested.end());
      requested.erase(std::unique(requested.begin(), requested.end()), requested.end());
      const tare::Context context(tree.path());
      const Paths patterns = without_those_below(requested);
      const PlainWalk plain(tree.path(), context.matcher(), patterns);
      EXPECT_EQ(test::included(context.narrowed(requested)), plain.list())
          << testing::PrintToString(requested) << "\n"
          << rules;
      struct : tare::Visitor {
        Next include(const tare::Entry&) override { return Next::go_on; }
      } nobody;
      needed += tare::walk(context.narrowed(requested), {}, nobody).directories_read;
      visited += plain.visited();
    }
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_LT(needed * 3, visited * 2);
}

class ANarrowedContext : public testing::Test {
 protected:
  void rules(const std::string& text) const { tree.file(".dockerignore", text); }
  tare::Context narrowed(const std::optional<Paths>& requested) const {
    return tare::Context(tree.path()).narrowed(requested);
  }

  const test::TempTree tree;
};

TEST_F(ANarrowedContext, ReadsNoDirectoryInWhichNothingCanMatch) {
  for (const char* name : {"a/x/1", "b/y/2", "src/deep/3", "package.json", "package-lock.json"}) {
    tree.file(name);
  }
  struct Count : tare::Visitor {
    Next include(const tare::Entry&) override { return Next::go_on; }
  } visitor;
  const tare::WalkCount count = tare::walk(narrowed(Paths{"package*.json", "src"}), {}, visitor);
  EXPECT_EQ(count.directories_read, 3u);  // the context, src and src/deep
  EXPECT_EQ(count.entries, 5u);
}

TEST_F(ANarrowedContext, TellsWhatIsNotNeededFromWhatTheRulesExclude) {
  rules("*.log\nbuild\n");
  for (const char* name : {"src/a.c", "src/a.log", "doc/b", "doc/c.log", "build/d", "e.log", "f"}) {
    tree.file(name, "12345");
  }
  const tare::Report report = tare::report(narrowed(Paths{"src"}), {.context_only = true});
  EXPECT_EQ(report.context.bytes, 10u);   // src/a.c and src/a.log, which *.log does not match
  EXPECT_EQ(report.excluded.bytes, 10u);  // build and e.log
  EXPECT_EQ(report.unneeded.bytes, 10u + 5u + 12u);  // doc, f and the ignore file
  EXPECT_TRUE(report.narrowed);
  ASSERT_EQ(report.unneeded_places.size(), 2u);
  EXPECT_EQ(report.unneeded_places[0].tally.files, 2u);  // f and the ignore file
  EXPECT_EQ(report.unneeded_places[0].kind, tare::Place::Kind::group);
  EXPECT_EQ(report.unneeded_places[1].name, "doc");
}

TEST_F(ANarrowedContext, KeepsTheBuildFilesWithoutAnInstructionThatAsksForThem) {
  rules("");
  tree.file("Dockerfile");
  tree.file("a");
  tree.file("b");
  const tare::Report report = tare::report(narrowed(Paths{"a"}));
  EXPECT_EQ(report.context.files, 3u);
  ASSERT_EQ(report.build_files.size(), 2u);
  EXPECT_EQ(report.build_files[0].rule, nullptr);
  EXPECT_EQ(report.unneeded.files, 1u);
}

TEST_F(ANarrowedContext, CountsAHardLinkedFileWhereItIsNeeded) {
  tree.file("z/needed", "12345");
  tree.hard_link("a/not", "z/needed");
  const tare::Report report = tare::report(narrowed(Paths{"z"}));
  EXPECT_EQ(report.context.bytes, 5u);
  EXPECT_EQ(report.unneeded.files, 1u);
  EXPECT_EQ(report.unneeded.bytes, 0u);
}

TEST_F(ANarrowedContext, HasATreeOfSizesWithoutWhatIsNotNeeded) {
  rules("build\n");
  tree.file("src/a", "12345");
  tree.file("build/b", "123");
  tree.file("doc/deep/c", "1234567");
  tree.hard_link("doc/deep/d", "doc/deep/c");
  const tare::Report report =
      tare::report(narrowed(Paths{"src"}), {.context_only = true, .tree_nodes = 100});
  ASSERT_FALSE(report.tree.empty());
  EXPECT_EQ(report.tree.front().sent.bytes, 5u);
  EXPECT_EQ(report.tree.front().excluded.bytes, 3u);
  EXPECT_EQ(report.unneeded.bytes, 7u + 6u);
}

TEST_F(ANarrowedContext, IsTheWholeOneWhenALinkLeadsToItsRoot) {
  tree.symlink("all", "/");
  tree.file("a");
  EXPECT_EQ(narrowed(Paths{"all"}).narrowing(), nullptr);
  EXPECT_THAT(test::included(narrowed(Paths{"all"})), ElementsAre("a", "all"));
}

TEST_F(ANarrowedContext, LosesThePathThatGoesThroughALinkASecondTime) {
  tree.file("d/a");
  tree.file("d/b");
  tree.symlink("l", "d");
  EXPECT_THAT(test::included(narrowed(Paths{"l/a", "l/b"})), ElementsAre("d/", "d/a", "l"));
}

TEST_F(ANarrowedContext, EndsInLinksThatGoRound) {
  tree.symlink("a", "b/x");
  tree.symlink("b", "a/y");
  EXPECT_THAT(test::included(narrowed(Paths{"a/z"})), ElementsAre("a", "b"));
}

TEST_F(ANarrowedContext, MayHoldNothing) {
  tree.file("a");
  EXPECT_THAT(test::included(narrowed(Paths{})), IsEmpty());
}

TEST_F(ANarrowedContext, RefusesAMalformedPatternAndNamesIt) {
  try {
    static_cast<void>(narrowed(Paths{"[a"}));
    FAIL();
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("[a: "));
  }
}

TEST_F(ANarrowedContext, IsNotForTheClassicBuilder) {
  tare::ContextOptions options;
  options.directory = tree.path();
  options.dialect = tare::Dialect::classic;
  EXPECT_THROW(static_cast<void>(tare::Context(options).narrowed(Paths{"a"})), tare::Error);
}

// What Go's filepath.Match answers.
TEST(GoMatch, StaysWithinAPartOfAName) {
  struct Question {
    const char* pattern;
    const char* name;
    bool matches;
  };
  for (const Question& q : std::vector<Question>{{"a", "a", true},
                                                 {"a", "b", false},
                                                 {"*", "a", true},
                                                 {"*", "a/b", false},
                                                 {"**", "a/b", false},
                                                 {"*/b", "a/b", true},
                                                 {"**/b", "b", false},
                                                 {"*.c", "a.c", true},
                                                 {"*.c", "a.c.d", false},
                                                 {"a*b*c", "axbxc", true},
                                                 {"a*b*c", "axb/xc", false},
                                                 {"?", "\xC3\xA9", true},
                                                 {"?", "/", false},
                                                 {"??", "\xC3\xA9", false},
                                                 {"[a-c]", "b", true},
                                                 {"[^a-c]", "b", false},
                                                 {"[^a-c]", "", false},
                                                 {"[^a]", "/", true},
                                                 {"\\*", "*", true},
                                                 {"\\*", "a", false},
                                                 {"[a", "a", false},
                                                 {"a[", "b", false},
                                                 {"", "", true},
                                                 {"", "a", false},
                                                 {"*a", "aaa", true},
                                                 {"*ab", "aab", true},
                                                 {"a\\", "a", false},
                                                 {"*x", "/x", false},
                                                 {"[-a]", "a", false},
                                                 {"[\\-a]", "-", true}}) {
    EXPECT_EQ(tare::go::match(q.pattern, q.name), q.matches) << q.pattern << " on " << q.name;
  }
}

}  // namespace
