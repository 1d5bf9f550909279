#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "support/tar.hpp"
#include "support/temp_tree.hpp"
#include "tare/tare.h"

namespace {

using test::TempTree;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct Release {
  void operator()(tare_error* error) const { tare_error_free(error); }
  void operator()(tare_options* options) const { tare_options_free(options); }
  void operator()(tare_matcher* matcher) const { tare_matcher_free(matcher); }
  void operator()(tare_scan* scan) const { tare_scan_free(scan); }
  void operator()(tare_report* report) const { tare_report_free(report); }
  void operator()(char* text) const { tare_text_free(text); }
};

template <typename Handle>
using Owned = std::unique_ptr<Handle, Release>;

Owned<tare_options> options_of(const std::vector<std::pair<const char*, const char*>>& settings) {
  Owned<tare_options> options(tare_options_new());
  for (const auto& [name, value] : settings) {
    EXPECT_EQ(tare_options_set(options.get(), name, value, nullptr), TARE_OK) << name;
  }
  return options;
}

Owned<tare_matcher> matcher_of(const std::string& rules) {
  return Owned<tare_matcher>(tare_matcher_parse(rules.data(), rules.size(), nullptr, nullptr));
}

std::vector<std::string> names_of_walk(const TempTree& tree, const tare_options* options,
                                       bool included) {
  struct Found {
    bool included;
    std::vector<std::string> names;
  } found{included, {}};
  const auto visit = [](const tare_entry* entry, void* data) {
    auto* into = static_cast<Found*>(data);
    if ((entry->included != 0) == into->included) into->names.emplace_back(entry->name);
    return 0;
  };
  EXPECT_EQ(tare_walk(tree.path().c_str(), options, visit, &found, nullptr), TARE_OK);
  return found.names;
}

int append(const void* bytes, size_t size, void* data) {
  static_cast<std::string*>(data)->append(static_cast<const char*>(bytes), size);
  return 0;
}

TEST(CInterface, AVerdictNamesTheRule) {
  const auto matcher = matcher_of("# modules\nnode_modules\n!node_modules/keep\n");
  tare_verdict verdict;
  ASSERT_EQ(tare_match(matcher.get(), "node_modules/a", &verdict, nullptr), TARE_OK);
  EXPECT_EQ(verdict.excluded, 1);
  EXPECT_EQ(verdict.line, 2u);
  EXPECT_STREQ(verdict.rule, "node_modules");
  EXPECT_EQ(verdict.reach, std::string("node_modules").size());
  ASSERT_EQ(tare_match(matcher.get(), "node_modules/keep/x", &verdict, nullptr), TARE_OK);
  EXPECT_EQ(verdict.excluded, 0);
  EXPECT_EQ(verdict.line, 3u);
  ASSERT_EQ(tare_match(matcher.get(), "src", &verdict, nullptr), TARE_OK);
  EXPECT_EQ(verdict.line, 0u);
  EXPECT_EQ(verdict.rule, nullptr);
}

TEST(CInterface, DockerDoesNotEnterEveryDirectoryThatAnExceptionMayBeIn) {
  const auto matcher = matcher_of("d\n!d/*/**\n");
  tare_verdict verdict;
  ASSERT_EQ(tare_match(matcher.get(), "d/x/lost", &verdict, nullptr), TARE_OK);
  EXPECT_EQ(verdict.excluded, 0);
  EXPECT_EQ(tare_enters(matcher.get(), "d/x"), 0);
  EXPECT_EQ(tare_enters(matcher.get(), "d"), 1);
}

TEST(CInterface, AMalformedRuleIsAnErrorWithItsLine) {
  tare_error* made = nullptr;
  EXPECT_EQ(tare_matcher_parse("a\n[\n", 4, "rules", &made), nullptr);
  const Owned<tare_error> error(made);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(tare_error_status(error.get()), TARE_USAGE);
  EXPECT_STREQ(tare_error_path(error.get()), "rules");
  EXPECT_EQ(tare_error_line(error.get()), 2u);
  EXPECT_EQ(tare_error_errno(error.get()), 0);
  EXPECT_THAT(tare_error_message(error.get()), StartsWith("rules:2: "));
}

TEST(CInterface, MakesErrorsForLibrariesOnTopOfIt) {
  const Owned<tare_error> error(tare_error_new(TARE_OUTPUT, "gone", nullptr, 3, EPIPE));
  EXPECT_EQ(tare_error_status(error.get()), TARE_OUTPUT);
  EXPECT_STREQ(tare_error_message(error.get()), "gone");
  EXPECT_STREQ(tare_error_path(error.get()), "");
  EXPECT_EQ(tare_error_line(error.get()), 3u);
  EXPECT_EQ(tare_error_errno(error.get()), EPIPE);
}

TEST(CInterface, AnErrorOfBeforeIsNoErrorOfNow) {
  auto* made = reinterpret_cast<tare_error*>(0x1);
  tare_verdict verdict;
  EXPECT_EQ(tare_match(matcher_of("").get(), "a", &verdict, &made), TARE_OK);
  EXPECT_EQ(made, nullptr);
}

TEST(CInterface, AStateCarriesAVerdictDown) {
  Owned<tare_matcher> matcher = matcher_of("build\n!build/**/*.so\nout\n");
  const Owned<tare_scan> scan(tare_scan_new(matcher.get(), nullptr));
  matcher.reset();
  tare_state build;
  tare_state lib;
  tare_state file;
  tare_verdict verdict;
  ASSERT_EQ(tare_scan_match(scan.get(), "build", nullptr, &build, &verdict, nullptr), TARE_OK);
  EXPECT_EQ(verdict.excluded, 1);
  EXPECT_EQ(tare_scan_may_include_below(scan.get(), "build", &build), 1);
  ASSERT_EQ(tare_scan_match(scan.get(), "build/lib", &build, &lib, nullptr, nullptr), TARE_OK);
  const tare_state copy = lib;
  ASSERT_EQ(tare_scan_match(scan.get(), "build/lib/x.so", &copy, &file, &verdict, nullptr),
            TARE_OK);
  EXPECT_EQ(verdict.excluded, 0);
  EXPECT_STREQ(verdict.rule, "!build/**/*.so");
  tare_state out;
  ASSERT_EQ(tare_scan_match(scan.get(), "out", nullptr, &out, nullptr, nullptr), TARE_OK);
  EXPECT_EQ(tare_scan_may_include_below(scan.get(), "out", &out), 0);
}

TEST(CInterface, ExplanationsAreJson) {
  const auto matcher = matcher_of("*.md\n");
  const char* const names[] = {"a.md", "b"};
  char* made = nullptr;
  ASSERT_EQ(tare_explain(matcher.get(), names, 2, &made, nullptr), TARE_OK);
  const Owned<char> json(made);
  EXPECT_THAT(json.get(), HasSubstr("\"a.md\""));
  EXPECT_THAT(json.get(), HasSubstr("\"*.md\""));
}

TEST(CInterface, AWalkTellsWhatIsInAndWhatIsNot) {
  const TempTree tree;
  tree.file(".dockerignore", "*.md\nout\n");
  tree.file("a.md", "x");
  tree.file("d/b", "12345");
  tree.file("out/c", "x");
  EXPECT_THAT(names_of_walk(tree, nullptr, true), ElementsAre(".dockerignore", "d", "d/b"));
  EXPECT_THAT(names_of_walk(tree, nullptr, false), ElementsAre("a.md", "out"));
  const auto all = options_of({{"no-ignore", nullptr}, {"threads", "2"}});
  EXPECT_THAT(names_of_walk(tree, all.get(), false), ElementsAre());

  struct Seen {
    std::uint64_t size = 0;
    tare_kind kind = TARE_SOCKET;
  } seen;
  const auto visit = [](const tare_entry* entry, void* data) {
    if (std::string(entry->name) == "d/b") *static_cast<Seen*>(data) = {entry->size, entry->kind};
    return 0;
  };
  ASSERT_EQ(tare_walk(tree.path().c_str(), nullptr, visit, &seen, nullptr), TARE_OK);
  EXPECT_EQ(seen.size, 5u);
  EXPECT_EQ(seen.kind, TARE_FILE);
}

TEST(CInterface, RulesOfAMatcherTakeThePlaceOfTheIgnoreFile) {
  const TempTree tree;
  tree.file(".dockerignore", "a\n.dockerignore\n");
  tree.file("a", "x");
  tree.file("b", "x");
  const auto options = options_of({});
  Owned<tare_matcher> matcher = matcher_of("b\n.dockerignore\n");
  tare_options_rules(options.get(), matcher.get());
  matcher.reset();
  EXPECT_THAT(names_of_walk(tree, options.get(), true), ElementsAre("a"));
  EXPECT_THAT(names_of_walk(tree, options.get(), false), ElementsAre(".dockerignore", "b"));
  tare_options_rules(options.get(), matcher_of("d\n!d/z\n").get());
  tree.file("d/z", "x");
  EXPECT_THAT(names_of_walk(tree, options.get(), true),
              ElementsAre(".dockerignore", "a", "b", "d", "d/z"));
  // The same rules in the other dialect, which lists no directory for what is in it.
  EXPECT_EQ(tare_options_set(options.get(), "dialect", "classic", nullptr), TARE_OK);
  EXPECT_THAT(names_of_walk(tree, options.get(), true),
              ElementsAre(".dockerignore", "a", "b", "d/z"));
  tare_options_rules(options.get(), nullptr);
  EXPECT_THAT(names_of_walk(tree, options.get(), false), ElementsAre("a"));
}

TEST(CInterface, AVisitSkipsWhatIsBelowADirectory) {
  const TempTree tree;
  for (const char* name : {"a/1", "a/b/2", "c"}) tree.file(name);
  const auto visit = [](const tare_entry* entry, void* data) -> int {
    static_cast<std::vector<std::string>*>(data)->emplace_back(entry->name);
    return std::string(entry->name) == "a" ? TARE_SKIP : TARE_GO_ON;
  };
  std::vector<std::string> told;
  EXPECT_EQ(tare_walk(tree.path().c_str(), nullptr, visit, &told, nullptr), TARE_OK);
  EXPECT_THAT(told, ElementsAre("a", "c"));
}

TEST(CInterface, OfWhatIsSentSomeIsChosen) {
  const TempTree tree;
  for (const char* name : {"a/1", "a/b/2", "c"}) tree.file(name, "123");
  const auto options = options_of({});
  const auto choose = [](const tare_entry* entry, void*) -> int {
    EXPECT_EQ(entry->included, 1);
    return entry->kind == TARE_DIRECTORY && std::string(entry->name) == "a/b" ? TARE_SKIP
                                                                              : TARE_GO_ON;
  };
  tare_options_on_entry(options.get(), choose, nullptr);
  std::string archive;
  tare_report* made = nullptr;
  ASSERT_EQ(tare_pack(tree.path().c_str(), options.get(), append, &archive, &made, nullptr),
            TARE_OK);
  const Owned<tare_report> report(made);
  EXPECT_THAT(test::names(test::read_tar(archive)), ElementsAre("a/", "a/1", "c"));
  EXPECT_EQ(tare_report_context(made).bytes, 6u);

  tare_options_on_entry(
      options.get(), [](const tare_entry*, void*) -> int { return TARE_STOP; }, nullptr);
  EXPECT_EQ(tare_report_make(tree.path().c_str(), options.get(), &made, nullptr), TARE_STOPPED);
  EXPECT_EQ(made, nullptr);
}

TEST(CInterface, ACallbackStopsTheWork) {
  const TempTree tree;
  tree.file("a", "x");
  tree.file("b", "x");
  int calls = 0;
  const auto visit = [](const tare_entry*, void* data) { return ++*static_cast<int*>(data); };
  tare_error* made = nullptr;
  EXPECT_EQ(tare_walk(tree.path().c_str(), nullptr, visit, &calls, &made), TARE_STOPPED);
  EXPECT_EQ(tare_error_status(Owned<tare_error>(made).get()), TARE_STOPPED);
  EXPECT_EQ(calls, 1);

  std::string archive;
  const auto refuse_once = [](const void* bytes, size_t size, void* data) {
    auto* into = static_cast<std::string*>(data);
    if (into->empty()) {
      *into = " ";
      return 1;
    }
    into->append(static_cast<const char*>(bytes), size);
    return 0;
  };
  tare_report* report = reinterpret_cast<tare_report*>(0x1);
  EXPECT_EQ(tare_pack(tree.path().c_str(), nullptr, refuse_once, &archive, &report, nullptr),
            TARE_STOPPED);
  EXPECT_EQ(report, nullptr);
  EXPECT_ANY_THROW(static_cast<void>(test::read_tar(archive.substr(1))));

  const auto options = options_of({});
  tare_options_on_progress(
      options.get(), [](uint64_t, uint64_t, const char*, void*) { return 1; }, nullptr);
  // Whether there is time for it to be called is up to the machine; it must not do harm.
  const tare_status status = tare_walk(
      tree.path().c_str(), options.get(), [](const tare_entry*, void*) { return 0; }, nullptr,
      nullptr);
  EXPECT_TRUE(status == TARE_OK || status == TARE_STOPPED);
}

TEST(CInterface, PacksAndAccounts) {
  const TempTree tree;
  tree.file(".dockerignore", "*.md\n");
  tree.file("a.md", "123");
  tree.file("b", "12345");
  std::string archive;
  tare_report* made = nullptr;
  ASSERT_EQ(tare_pack(tree.path().c_str(), nullptr, append, &archive, &made, nullptr), TARE_OK);
  const Owned<tare_report> report(made);
  EXPECT_THAT(test::names(test::read_tar(archive)), ElementsAre(".dockerignore", "b"));
  EXPECT_EQ(tare_report_context(report.get()).files, 2u);
  EXPECT_EQ(tare_report_context(report.get()).bytes, 10u);
  EXPECT_EQ(tare_report_excluded(report.get()).bytes, 3u);
  char* text = nullptr;
  ASSERT_EQ(tare_report_json(report.get(), &text, nullptr), TARE_OK);
  const Owned<char> json(text);
  EXPECT_THAT(json.get(), HasSubstr("\"schema\": 1"));
  // By name, as the schema has it, and not as one of a group.
  EXPECT_THAT(json.get(), HasSubstr("\"path\": \"a.md\""));

  tare_report* alone = nullptr;
  ASSERT_EQ(tare_report_make(tree.path().c_str(), nullptr, &alone, nullptr), TARE_OK);
  EXPECT_EQ(tare_report_excluded(Owned<tare_report>(alone).get()).files, 1u);
}

TEST(CInterface, WhatBreaksOffIsNoSuccessThoughTheArchiveHasAnEnd) {
  const TempTree tree;
  const std::string large = tree.path("large");
  tree.file("large", std::string(1'000'000, 'x'));
  tree.file("z", "x");
  struct Taken {
    std::string archive;
    const std::string& large;
  } taken{"", large};
  const auto cut = [](const void* bytes, size_t size, void* data) {
    auto* into = static_cast<Taken*>(data);
    if (into->archive.empty()) std::filesystem::resize_file(into->large, 1000);
    return append(bytes, size, &into->archive);
  };
  const auto options = options_of({{"keep-going", nullptr}, {"threads", "1"}});
  tare_report* made = nullptr;
  EXPECT_EQ(tare_pack(tree.path().c_str(), options.get(), cut, &taken, &made, nullptr), TARE_INPUT);
  const Owned<tare_report> report(made);
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(tare_report_missing(report.get()), 0u);
  const auto entries = test::read_tar(taken.archive);
  EXPECT_THAT(test::names(entries), ElementsAre("large", "z"));
  EXPECT_EQ(entries[0].data.size(), 1'000'000u);
  EXPECT_EQ(entries[0].data.back(), '\0');
}

TEST(CInterface, PacksToADescriptorThatIsLeftOutItself) {
  const TempTree tree;
  tree.file("a", "x");
  const int fd = open(tree.path("out.tar").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(tare_pack_fd(tree.path().c_str(), nullptr, fd, nullptr, nullptr), TARE_OK);
  close(fd);
  EXPECT_THAT(test::names(test::read_tar(test::read_file(tree.path("out.tar")))), ElementsAre("a"));

  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  tare_error* made = nullptr;
  EXPECT_EQ(tare_pack_fd(tree.path().c_str(), nullptr, full, nullptr, &made), TARE_OUTPUT);
  const Owned<tare_error> error(made);
  EXPECT_EQ(tare_error_errno(error.get()), ENOSPC);
  close(full);
}

TEST(CInterface, CompressesWhereAskedTo) {
  const TempTree tree;
  tree.file("a", std::string(10'000, 'x'));
  std::string archive;
  const auto options = options_of({{"compress", "gzip:1"}, {"reproducible", "true"}});
  ASSERT_EQ(tare_pack(tree.path().c_str(), options.get(), append, &archive, nullptr, nullptr),
            TARE_OK);
  EXPECT_THAT(archive, StartsWith("\x1f\x8b"));
  EXPECT_LT(archive.size(), 1000u);
}

TEST(CInterface, DigestsOfEverythingAndOfWhatIsNeeded) {
  const TempTree tree;
  tree.file("Dockerfile", "FROM scratch\nCOPY a /\n");
  tree.file("a", "x");
  const auto digest = [&](const tare_options* options) {
    char* made = nullptr;
    EXPECT_EQ(tare_digest(tree.path().c_str(), options, &made, nullptr), TARE_OK);
    return std::string(Owned<char>(made).get());
  };
  const auto needed = options_of({{"needed", nullptr}});
  const std::string whole = digest(nullptr);
  const std::string part = digest(needed.get());
  EXPECT_THAT(whole, StartsWith("sha256:"));
  EXPECT_EQ(whole.size(), 71u);
  EXPECT_NE(whole, part);
  tree.file("b", "x");
  EXPECT_NE(digest(nullptr), whole);
  EXPECT_EQ(digest(needed.get()), part);
  char* made = nullptr;
  ASSERT_EQ(tare_digest_json(tree.path().c_str(), nullptr, &made, nullptr), TARE_OK);
  EXPECT_THAT(Owned<char>(made).get(), HasSubstr("COPY a /"));
}

TEST(CInterface, ADockerfileThatCannotBeReadIsAWarningUnlessAskedFor) {
  const TempTree tree;
  tree.file("Dockerfile", "NONSENSE\n");
  const auto options = options_of({});
  std::string told;
  tare_options_on_message(
      options.get(), [](const char* line, void* data) { *static_cast<std::string*>(data) += line; },
      &told);
  char* made = nullptr;
  EXPECT_EQ(tare_digest_json(tree.path().c_str(), options.get(), &made, nullptr), TARE_OK);
  tare_text_free(made);
  EXPECT_THAT(told, StartsWith("warning: " + tree.path("Dockerfile") + ":1: 'NONSENSE'"));
  EXPECT_EQ(tare_options_set(options.get(), "needed", "true", nullptr), TARE_OK);
  EXPECT_EQ(tare_digest(tree.path().c_str(), options.get(), &made, nullptr), TARE_USAGE);
  EXPECT_EQ(made, nullptr);
}

TEST(CInterface, OptionsAreTheCommandLines) {
  const auto options = options_of({{"file", "Dockerfile"},
                                   {"ignore-file", "rules"},
                                   {"dialect", "classic"},
                                   {"target", "x"},
                                   {"build-arg", "A=B=C"},
                                   {"build-arg", "D="},
                                   {"threads", "0"},
                                   {"compress", "zstd"},
                                   {"source-date-epoch", "-1"},
                                   {"cache", "c"},
                                   {"one-file-system", "false"},
                                   {"keep-going", "true"},
                                   {"context-only", nullptr},
                                   {"no-measure", nullptr},
                                   {"xattrs", nullptr}});
  const std::vector<std::pair<const char*, const char*>> refused{
      {"nonsense", "x"},    {"dialect", "podman"},    {"build-arg", "A"},      {"build-arg", "=B"},
      {"threads", "-1"},    {"threads", "1x"},        {"compress", "gzip:99"}, {"needed", "yes"},
      {"threads", nullptr}, {"source-date-epoch", ""}};
  for (const auto& [name, value] : refused) {
    tare_error* made = nullptr;
    EXPECT_EQ(tare_options_set(options.get(), name, value, &made), TARE_USAGE) << name;
    const Owned<tare_error> error(made);
    EXPECT_THAT(tare_error_message(error.get()), HasSubstr(name));
  }
}

TEST(CInterface, WhatIsNotThereIsAnError) {
  tare_error* made = nullptr;
  EXPECT_EQ(tare_report_make("/nowhere", nullptr, nullptr, &made), TARE_USAGE);
  const Owned<tare_error> error(made);
  EXPECT_STREQ(tare_error_path(error.get()), "/nowhere");
  EXPECT_THAT(tare_error_message(error.get()), HasSubstr("no such directory"));
  EXPECT_THAT(tare_version(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
