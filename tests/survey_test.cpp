#include "tare/survey.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>

#include "extensions.hpp"
#include "support/temp_tree.hpp"

namespace {

using tare::Extensions;
using tare::Survey;
using tare::SurveyOptions;
using test::TempTree;
using testing::ElementsAre;

Survey survey(const TempTree& tree, const SurveyOptions& with = {}) {
  const tare::Context context(tree.path());
  tare::Surveyor surveyor(context, with);
  tare::ReportOptions options;
  options.observers = {&surveyor};
  static_cast<void>(tare::report(context, options));
  return surveyor.finish();
}

// `BYTES FILES DIRECTORIES NAME`
std::vector<std::string> directories(const Survey& survey) {
  std::vector<std::string> list;
  for (const auto& [name, tally] : survey.directories) {
    list.push_back(std::to_string(tally.bytes) + " " + std::to_string(tally.files) + " " +
                   std::to_string(tally.directories) + " " + name);
  }
  return list;
}

TEST(Survey, HasTheLargestOfWhatIsSent) {
  const TempTree tree;
  tree.file(".dockerignore", "big\n");
  tree.file("big/x", "123456789012345678901234567890");
  tree.file("a/b/c/one.js", "12345");
  tree.file("a/two.js", "12");
  tree.hard_link("a/again", "a/two.js");
  tree.file("z/three.tar.gz", "12345678");
  const Survey found = survey(tree);
  EXPECT_THAT(directories(found), ElementsAre("8 1 1 z", "7 3 3 a", "5 1 2 a/b"));
  ASSERT_EQ(found.files.size(), 5u);
  EXPECT_EQ(found.files[0].name, "z/three.tar.gz");
  EXPECT_EQ(found.files[1].name, "a/b/c/one.js");
  ASSERT_EQ(found.extensions.size(), 3u);
  EXPECT_EQ(found.extensions[0].extension, "tar.gz");
  EXPECT_EQ(found.extensions[1].extension, "");
  EXPECT_EQ(found.extensions[2].extension, "js");
  EXPECT_EQ(found.extensions[2].bytes, 5u);  // the other name of two.js came first
  EXPECT_EQ(found.extensions[2].files, 2u);
}

// Against a count of its own, for both orders and every number of results.
TEST(Survey, IsExact) {
  std::mt19937 random(3);
  const TempTree tree;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> expected;  // bytes and files
  for (int i = 0; i < 300; ++i) {
    std::string name;
    const auto depth = random() % 5;
    for (unsigned part = 0; part < depth; ++part) name += "d" + std::to_string(random() % 4) + "/";
    name += "f" + std::to_string(i);
    const std::uint64_t size = random() % 20;
    tree.file(name, std::string(size, 'x'));
    for (auto end = name.find('/'); end != std::string::npos; end = name.find('/', end + 1)) {
      auto& [bytes, files] = expected[name.substr(0, end)];
      bytes += size;
      ++files;
    }
  }
  for (const bool by_files : {false, true}) {
    for (const std::size_t depth : {1u, 2u, 9u}) {
      for (const std::size_t most : {0u, 1u, 7u, 1000u}) {
        std::vector<std::tuple<std::uint64_t, std::string>> best;
        for (const auto& [name, sums] : expected) {
          if (static_cast<std::size_t>(std::count(name.begin(), name.end(), '/')) >= depth)
            continue;
          best.emplace_back(~(by_files ? sums.second : sums.first), name);
        }
        std::sort(best.begin(), best.end());
        best.resize(std::min(best.size(), most));
        const Survey found = survey(
            tree, {depth, most,
                   by_files ? SurveyOptions::Largest::files : SurveyOptions::Largest::bytes});
        ASSERT_EQ(found.directories.size(), best.size());
        for (std::size_t i = 0; i < best.size(); ++i) {
          const Survey::Directory& directory = found.directories[i];
          EXPECT_EQ(directory.name, std::get<1>(best[i]));
          EXPECT_EQ(directory.tally.bytes, expected[directory.name].first);
          EXPECT_EQ(directory.tally.files, expected[directory.name].second);
        }
      }
    }
  }
}

TEST(Survey, AnExtensionIsAWordBehindTheLastDot) {
  for (const auto& [name, extension] :
       std::map<std::string, std::string>{{"a.js", "js"},
                                          {"a.min.js", "js"},
                                          {"a.tar.gz", "tar.gz"},
                                          {".tar.gz", "gz"},
                                          {"a.gz", "gz"},
                                          {"README", ""},
                                          {".env", ""},
                                          {".env.local", "local"},
                                          {"libre2.so.6", ""},
                                          {"a.", ""},
                                          {"a.with space", ""},
                                          {"a.\xFF", ""},
                                          {"a.7z", "7z"},
                                          {"x.0123456789abcdef", ""}}) {
    EXPECT_EQ(Extensions::of(name), extension) << name;
  }
}

TEST(Survey, ManyExtensionsLoseNoBytesAndKeepTheLarge) {
  Extensions extensions(SurveyOptions::Largest::bytes);
  for (int i = 0; i < 30000; ++i) {
    extensions.add("x.e" + std::to_string(i), 1);
    extensions.add("x.js", 10);
  }
  Survey::Extension others;
  const std::vector<Survey::Extension> largest = extensions.finish(3, others);
  ASSERT_EQ(largest.size(), 3u);
  EXPECT_EQ(largest[0].extension, "js");
  EXPECT_EQ(largest[0].bytes, 300000u);
  EXPECT_EQ(others.files, 29998u);
  EXPECT_EQ(others.bytes, 29998u);
}

}  // namespace
