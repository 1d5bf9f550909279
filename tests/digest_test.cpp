#include "tare/digest.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "digest_cache.hpp"
#include "sha256.hpp"
#include "support/temp_tree.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string sha256_of(std::string_view text) {
  tare::Sha256 sha256;
  sha256.update(std::as_bytes(std::span(text)));
  return tare::to_string(sha256.finish());
}

std::string hexadecimal_of(std::string_view text) { return sha256_of(text).substr(7); }

tare::ContextDigest digest_of(const test::TempTree& tree, const tare::DigestOptions& options = {}) {
  return tare::digest(tree.path(), nullptr, options);
}

tare::ContextDigest digest_with(const test::TempTree& tree, const std::string& cache) {
  tare::DigestOptions options;
  options.cache = cache;
  return digest_of(tree, options);
}

// As far as the clocks of file systems go, what is there now was there long ago.
void settle() { std::this_thread::sleep_for(std::chrono::milliseconds(130)); }

// Overwrites a file in place and gives it the time back that it had.
void rewrite_secretly(const std::string& path, const std::string& content) {
  struct stat before = {};
  ASSERT_EQ(stat(path.c_str(), &before), 0);
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << content;
  const std::array<timespec, 2> times{before.st_atim, before.st_mtim};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times.data(), 0), 0);
}

TEST(Digest, IsThatOfTheRecordsThatTheHeaderDescribes) {
  const test::TempTree tree;
  tree.file("a\nb", "text");
  tree.file("d/e");
  tree.symlink("l", "d/../nowhere");
  tree.fifo("p");
  tree.mode("a\nb", 04711);
  tree.mode("d", 0700);
  tree.mode("d/e", 0640);
  tree.mode("p", 0600);
  std::string records = "tare entries 1\n";
  records += "f 4711 " + hexadecimal_of("text") + " a\nb" + '\0';
  records += std::string("d 0700 - d") + '\0';
  records += "f 0640 " + hexadecimal_of("") + " d/e" + '\0';
  records += "l 0777 " + hexadecimal_of("d/../nowhere") + " l" + '\0';
  records += std::string("p 0600 - p") + '\0';
  EXPECT_EQ(digest_of(tree).context, sha256_of(records));
}

TEST(Digest, DependsOnNamesContentsModesAndTargetsAndOnNothingElse) {
  const test::TempTree tree;
  tree.file("a", "1");
  tree.symlink("l", "a");
  tree.file("out", "not sent");
  tree.file(".dockerignore", "out");
  std::set<std::string> digests{digest_of(tree).context};
  tree.mtime("a", 1);
  tree.file("out", "never sent");
  EXPECT_EQ(digests.count(digest_of(tree).context), 1);
  const auto is_new = [&] { return digests.insert(digest_of(tree).context).second; };
  tree.file("a", "2");
  EXPECT_TRUE(is_new());
  tree.mode("a", 0755);
  EXPECT_TRUE(is_new());
  std::filesystem::remove(tree.path("l"));
  tree.symlink("l", "b");
  EXPECT_TRUE(is_new());
  std::filesystem::rename(tree.path("a"), tree.path("b"));
  EXPECT_TRUE(is_new());
  tree.hard_link("c", "b");
  const std::string linked = digest_of(tree).context;
  EXPECT_TRUE(digests.insert(linked).second);
  std::filesystem::remove(tree.path("c"));
  tree.file("c", "2");
  tree.mode("c", 0755);
  EXPECT_EQ(digest_of(tree).context, linked) << "a hard link is like a copy";
}

TEST(Digest, IsTheSameForAnyNumberOfThreads) {
  const test::TempTree tree;
  for (int i = 0; i < 300; ++i) tree.file("d" + std::to_string(i % 7) + "/f" + std::to_string(i));
  for (int i = 0; i < 5; ++i) {
    tree.file("large" + std::to_string(i),
              std::string(std::size_t{1500000}, static_cast<char>('a' + i)));
  }
  tree.hard_link("large9", "large0");
  tare::DigestOptions options;
  options.keep_entries = true;
  options.threads = 1;
  const tare::ContextDigest one = digest_of(tree, options);
  options.threads = 5;
  const tare::ContextDigest other = digest_of(tree, options);
  EXPECT_EQ(one.context, other.context);
  EXPECT_EQ(one.entries, other.entries);
  EXPECT_EQ(one.read, 305) << "a file with two names is read once";
  EXPECT_EQ(one.total.bytes, 7500000);
  EXPECT_EQ(other.entries.back().content, sha256_of(std::string(std::size_t{1500000}, 'a')));
}

TEST(Digest, LeavesOutWhatIsWrittenBesides) {
  const test::TempTree tree;
  tree.file("a", "1");
  const std::string before = digest_of(tree).context;
  settle();
  tare::DigestOptions options;
  options.cache = tree.path("cache");
  std::string told;
  options.diagnose = [&](const tare::Diagnostic& diagnostic) { told += to_string(diagnostic); };
  EXPECT_EQ(digest_of(tree, options).context, before);
  EXPECT_TRUE(std::filesystem::exists(tree.path("cache")));
  EXPECT_EQ(told, "");
  EXPECT_EQ(digest_of(tree, options).context, before);
  EXPECT_THAT(told, HasSubstr("no part of the digest"));
}

// Whoever waits for gigabytes to be read can give up in between.
TEST(Digest, OfALargeFileCanBeGivenUp) {
  const test::TempTree tree;
  tree.file("sparse");
  std::filesystem::resize_file(tree.path("sparse"), std::uintmax_t{1} << 36);
  struct GaveUp {};
  for (const unsigned threads : {1u, 2u}) {
    tare::DigestOptions options;
    options.threads = threads;
    options.progress = [](const tare::Progress&) { throw GaveUp(); };
    EXPECT_THROW(static_cast<void>(digest_of(tree, options)), GaveUp);
  }
}

// -- The cache ----------------------------------------------------------------------------------

TEST(DigestCache, SparesReadingWhatIsUnchangedAndItsNewNames) {
  const test::TempTree tree;
  const test::TempTree place;
  tree.file("a", "1");
  tree.file("b", "2");
  tree.hard_link("c", "b");
  settle();
  const std::string before = digest_with(tree, place.path("cache")).context;
  const auto written = std::filesystem::last_write_time(place.path("cache"));
  tare::ContextDigest again = digest_with(tree, place.path("cache"));
  EXPECT_EQ(again.context, before);
  EXPECT_EQ(again.read, 0);
  EXPECT_EQ(again.reused, 3);
  EXPECT_EQ(std::filesystem::last_write_time(place.path("cache")), written)
      << "not written when nothing has changed";
  tree.file("d", "4");
  std::filesystem::remove(tree.path("a"));
  again = digest_with(tree, place.path("cache"));
  EXPECT_EQ(again.context, digest_of(tree).context);
  EXPECT_EQ(again.read, 1);
  settle();
  EXPECT_EQ(digest_with(tree, place.path("cache")).read, 1) << "d was too fresh";
  EXPECT_EQ(digest_with(tree, place.path("cache")).read, 0);
}

TEST(DigestCache, NoticesAChangeThatLeavesSizeAndTimeAsTheyWere) {
  const test::TempTree tree;
  const test::TempTree place;
  tree.file("a", "old");
  settle();
  EXPECT_EQ(digest_with(tree, place.path("cache")).read, 1);
  rewrite_secretly(tree.path("a"), "new");
  const tare::ContextDigest after = digest_with(tree, place.path("cache"));
  EXPECT_EQ(after.read, 1);
  EXPECT_EQ(after.context, digest_of(tree).context);
}

// The clock that files get their times from stands still for milliseconds, in which a file can
// change, be read, and change again. Linux has had a finer one since 6.13, which hides that here.
TEST(DigestCache, NoticesAChangeWithinTheSameTickOfTheClock) {
  const test::TempTree tree;
  const test::TempTree place;
  for (int i = 0; i < 40; ++i) {
    tree.file("a", "old");
    static_cast<void>(digest_with(tree, place.path("cache")));
    tree.file("a", "new");
    ASSERT_EQ(digest_with(tree, place.path("cache")).context, digest_of(tree).context) << i;
  }
}

TEST(DigestCache, NoticesAnotherFileWithTheSameInode) {
  const test::TempTree tree;
  const test::TempTree place;
  tree.file("a", "old");
  tree.mtime("a", 1000);
  struct stat before = {};
  ASSERT_EQ(stat(tree.path("a").c_str(), &before), 0);
  settle();
  static_cast<void>(digest_with(tree, place.path("cache")));
  struct stat after = {};
  for (int i = 0; i < 20 && after.st_ino != before.st_ino; ++i) {
    std::filesystem::remove(tree.path("a"));
    tree.file("a", "new");
    ASSERT_EQ(stat(tree.path("a").c_str(), &after), 0);
  }
  tree.mtime("a", 1000);
  EXPECT_EQ(digest_with(tree, place.path("cache")).context, digest_of(tree).context);
}

TEST(DigestCache, TrustsNoTimesThatAreNotClearlyOlderThanTheReading) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::int64_t kNow = 1'700'000'000 * kSecond + 123'456'789;
  const auto settled = [&](std::int64_t modified, std::int64_t changed) {
    return tare::is_settled({kNow - modified, kNow - changed}, kNow);
  };
  EXPECT_TRUE(settled(kSecond, kSecond));
  EXPECT_FALSE(settled(0, kSecond)) << "the same tick";
  EXPECT_FALSE(settled(kSecond, 10'000'000)) << "the tick before";
  EXPECT_FALSE(settled(kSecond, -kSecond)) << "the clock was set back since";
  EXPECT_FALSE(settled(-kSecond * 86400 * 365, kSecond)) << "a time in the future";
  EXPECT_FALSE(settled(kSecond, kSecond + 123'456'789)) << "whole seconds";
  EXPECT_TRUE(settled(kSecond, 3 * kSecond + 123'456'789));
}

TEST(DigestCache, IsMadeAnewWhenItIsDamaged) {
  const test::TempTree tree;
  const test::TempTree place;
  tree.file("a", "1");
  tree.file("b", "2");
  settle();
  const std::string digest = digest_with(tree, place.path("cache")).context;
  const std::string good = test::read_file(place.path("cache"));
  for (std::size_t i = 12; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 4);
    place.file("cache", i % 10 == 0 ? good.substr(0, i) : bad);
    std::string told;
    tare::DigestOptions options;
    options.cache = place.path("cache");
    options.diagnose = [&](const tare::Diagnostic& diagnostic) { told += diagnostic.message; };
    const tare::ContextDigest again = digest_of(tree, options);
    ASSERT_EQ(again.context, digest) << i;
    ASSERT_EQ(again.read, 2) << i;
    ASSERT_THAT(told, HasSubstr("made anew")) << i;
    ASSERT_EQ(test::read_file(place.path("cache")), good) << i;
  }
}

TEST(DigestCache, OverwritesNoFileOfAnotherKind) {
  const test::TempTree tree;
  const test::TempTree place;
  place.file("diary", "Dear diary");
  EXPECT_THROW(static_cast<void>(digest_with(tree, place.path("diary"))), tare::Error);
  EXPECT_THROW(static_cast<void>(digest_with(tree, place.path())), tare::Error);
  EXPECT_EQ(test::read_file(place.path("diary")), "Dear diary");
}

// -- What a change runs again -------------------------------------------------------------------

constexpr const char* kShop =
    "FROM node:20 AS build\n"           // 1
    "WORKDIR /app\n"                    // 2
    "COPY package*.json ./\n"           // 3
    "RUN npm ci\n"                      // 4
    "COPY . .\n"                        // 5
    "RUN npm run build\n"               // 6
    "FROM node:20-slim AS runtime\n"    // 7
    "LABEL version=1\n"                 // 8
    "COPY --from=build /app/dist ./\n"  // 9
    "USER node\n"                       // 10
    "RUN check\n";                      // 11

class Building {
 public:
  explicit Building(std::string dockerfile = kShop) : dockerfile_(std::move(dockerfile)) {
    tree_.file("package.json", "1");
    tree_.file("package-lock.json", "2");
    tree_.file("server.js", "3");
    tree_.file("lib/a.js", "4");
    before_ = digest();
  }

  [[nodiscard]] tare::ContextDigest digest() const {
    const tare::BuildPlan plan(tare::Dockerfile::parse(dockerfile_));
    tare::DigestOptions options;
    options.keep_entries = true;
    return tare::digest(tree_.path(), &plan, options);
  }

  void replace(const std::string& what, const std::string& with) {
    dockerfile_.replace(dockerfile_.find(what), what.size(), with);
  }

  // What runs again since the beginning: `LINE REASON CAUSE-OR-BLAME`.
  [[nodiscard]] std::vector<std::string> fates() const {
    const std::string file = "last.json";
    const tare::ContextDigest before = tare::digest_of_json(tare::to_json(before_, "."), file);
    const tare::ContextDigest after = digest();
    const tare::DigestChange change = tare::changes(before, after);
    std::vector<std::string> lines;
    for (const tare::StepChange& step : change.steps) {
      if (step.why == tare::StepChange::Why::cached) continue;
      constexpr std::array<const char*, 6> kWords{"cached", "content", "text",
                                                  "base",   "after",   "copies"};
      std::string line = std::to_string(after.steps[step.step].line) + ' ' +
                         kWords.at(static_cast<std::size_t>(step.why));
      if (step.cause) line += ' ' + std::to_string(after.steps[*step.cause].line);
      for (const tare::EntryChange& entry : step.blame) line += ' ' + entry.name;
      lines.push_back(line);
    }
    EXPECT_EQ(change.build, !lines.empty());
    return lines;
  }

  [[nodiscard]] const test::TempTree& tree() const { return tree_; }

 private:
  std::string dockerfile_;
  test::TempTree tree_;
  tare::ContextDigest before_;
};

TEST(DigestChanges, RunAgainWhatFollowsTheFirstInstructionThatTakesThem) {
  const Building building;
  EXPECT_THAT(building.fates(), IsEmpty());
  building.tree().mtime("server.js", 1);
  EXPECT_THAT(building.fates(), IsEmpty());
  building.tree().file("server.js", "33");
  EXPECT_THAT(building.fates(), ElementsAre("5 content server.js", "6 after 5", "9 copies 5",
                                            "10 after 9", "11 after 9"));
  building.tree().file("package-new.json");
  EXPECT_THAT(building.fates(), ElementsAre("3 content package-new.json", "4 after 3", "5 after 3",
                                            "6 after 3", "9 copies 3", "10 after 9", "11 after 9"));
}

TEST(DigestChanges, OfInstructionsRunAgainWhatDependsOnThem) {
  Building build;
  build.replace("npm run build", "npm run all");
  EXPECT_THAT(build.fates(), ElementsAre("6 text", "9 copies 6", "10 after 9", "11 after 9"));
  Building base;
  base.replace("node:20-slim", "node:22-slim");
  EXPECT_THAT(base.fates(), ElementsAre("8 base", "9 base", "10 after 9", "11 after 9"));
}

TEST(DigestChanges, OfTheConfigurationRunNothingButWhatSeesIt) {
  Building label;
  label.replace("version=1", "version=2");
  EXPECT_THAT(label.fates(), ElementsAre("8 text"));
  Building user;
  user.replace("USER node", "USER root");
  EXPECT_THAT(user.fates(), ElementsAre("10 text", "11 after 10"));
  Building name;
  name.replace("AS build", "AS first");
  name.replace("from=build", "from=first");
  // The instruction that names it is written otherwise; all in it is as before.
  for (const std::string& line : name.fates()) EXPECT_THAT(line, testing::StartsWith("9")) << line;
}

TEST(DigestChanges, OfWhatNoInstructionTakesAreNone) {
  const Building building("FROM a\nCOPY lib /lib\nFROM b\nCOPY server.js /\n");
  building.tree().file("package.json", "other");
  building.tree().file("lib/a.js", "other");
  EXPECT_THAT(building.fates(), IsEmpty());
  building.tree().file("server.js", "other");
  EXPECT_THAT(building.fates(), ElementsAre("4 content server.js"));
}

TEST(DigestChanges, FromAndToAnEmptyContextAreAllThatItHolds) {
  using What = tare::EntryChange::What;
  const test::TempTree tree;
  const tare::DigestOptions keep{.keep_entries = true};
  const tare::ContextDigest nothing = tare::digest(tree.path(), nullptr, keep);
  tree.file("d/a");
  const tare::ContextDigest something = tare::digest(tree.path(), nullptr, keep);
  const auto changes = [](const tare::ContextDigest& before, const tare::ContextDigest& after) {
    std::vector<std::pair<What, std::string>> found;
    const std::string saved = tare::to_json(before, ".");
    for (const auto& change : tare::changes(tare::digest_of_json(saved, "last"), after).changes) {
      found.emplace_back(change.what, change.name);
    }
    return found;
  };
  using testing::Pair;
  EXPECT_THAT(changes(nothing, something),
              ElementsAre(Pair(What::added, "d"), Pair(What::added, "d/a")));
  EXPECT_THAT(changes(something, nothing),
              ElementsAre(Pair(What::removed, "d"), Pair(What::removed, "d/a")));
  // What was not kept is not taken for nothing.
  tare::ContextDigest bare = nothing;
  bare.total.files = 1;
  EXPECT_THAT(changes(bare, something), ElementsAre());
}

TEST(DigestChanges, NeedASavedDigestThatMakesSense) {
  const auto refusal = [](const std::string& text) {
    try {
      static_cast<void>(tare::digest_of_json(text, "f"));
    } catch (const tare::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string context =
      R"({"digest": "", "files": 0, "directories": 0, "links": 0, "specials": 0, "bytes": 0})";
  const std::string head = R"({"schema": 1, "context": )" + context;
  EXPECT_EQ(refusal(head + "}"), "");
  EXPECT_THAT(refusal("{"), HasSubstr("no JSON"));
  EXPECT_THAT(refusal(R"({"schema": 2})"), HasSubstr("schema is 2"));
  EXPECT_THAT(refusal(R"({"schema": 1})"), HasSubstr("'context' is missing"));
  EXPECT_THAT(refusal(R"({"schema": 1, "context": 5})"), HasSubstr("'digest' has to be there"));
  EXPECT_THAT(refusal(R"({"schema": 1, "context": {"digest": ""}})"), HasSubstr("'files'"));
  EXPECT_THAT(refusal(head + R"(, "needed": 1})"), HasSubstr("'needed'"));
  EXPECT_THAT(refusal(head + R"(, "stages": 1})"), HasSubstr("'stages' is not what"));
  EXPECT_THAT(refusal(head + R"(, "stages": [1]})"), HasSubstr("'stages' is not what"));
  EXPECT_THAT(refusal(head + R"(, "build": "b", "target": 0})"), HasSubstr("lacks its target"));

  const auto entry = [&](const std::string& text) {
    return refusal(head + R"(, "entries": [)" + text + "]}");
  };
  EXPECT_EQ(entry(R"({"path": "a", "kind": "file", "mode": 420, "bytes": 1})"), "");
  EXPECT_EQ(entry(R"({"path": "a", "kind": "fifo", "mode": 420})"), "");
  EXPECT_THAT(entry("{}"), HasSubstr("'path'"));
  EXPECT_THAT(entry(R"({"path": "a", "kind": "door", "mode": 0})"), HasSubstr("unknown kind"));
  EXPECT_THAT(entry(R"({"path": "a", "kind": "file", "mode": 0})"), HasSubstr("'bytes'"));
  EXPECT_THAT(entry(R"({"path": "a", "kind": "fifo"})"), HasSubstr("'mode'"));

  const std::string stage = R"({"line": 1, "name": "", "base": "a")";
  const auto stages = [&](const std::string& rest) {
    return refusal(head + R"(, "stages": [)" + stage + "}, " + stage + rest + "]}");
  };
  EXPECT_EQ(stages(R"(, "reachable": true, "base_stage": 0})"), "");
  EXPECT_THAT(stages(R"(, "base_stage": 1})"), HasSubstr("later one"));

  const auto step = [&](const std::string& begin, const std::string& rest) {
    return refusal(head + R"(, "stages": [)" + stage + "}, " + stage +
                   R"(}], "entries": [{"path": "a", "kind": "fifo", "mode": 0}], "steps": [{)" +
                   begin + R"(, "line": 1, "text": "", "key": "")" + rest + "}]}");
  };
  const std::string run = R"("stage": 1, "instruction": "RUN")";
  EXPECT_EQ(step(run, R"(, "from_stages": [0], "entries": [[0, 1]])"), "");
  EXPECT_THAT(step(R"("stage": 2, "instruction": "RUN")", ""), HasSubstr("no stage"));
  EXPECT_THAT(step(R"("stage": 1, "instruction": "JUMP")", ""),
              HasSubstr("instruction is unknown"));
  for (const char* from : {"[1]", "[-1]", "[\"0\"]"}) {
    EXPECT_THAT(step(run, std::string(R"(, "from_stages": )") + from), HasSubstr("later stage"))
        << from;
  }
  EXPECT_THAT(step(run, R"(, "from_stages": {})"), HasSubstr("'from_stages' is not what"));
  for (const char* range : {"[[0, 9]]", "[1]", "[[0]]", "[[0, 1, 1]]", "[[-1, 1]]", "[[0, \"1\"]]",
                            "[[1, 1]]", "[[0, 1], [0, 1]]", "[[18446744073709551615, 1]]"}) {
    EXPECT_THAT(step(run, std::string(R"(, "entries": )") + range),
                HasSubstr("entries that are not there"))
        << range;
  }
  EXPECT_THAT(refusal(head + R"(, "stages": [)" + stage + "}, " + stage + R"(}], "steps": [{)" +
                      run + R"(, "line": 1, "text": "", "key": ""}, {"stage": 0}]})"),
              HasSubstr("no stage"));
}

}  // namespace
