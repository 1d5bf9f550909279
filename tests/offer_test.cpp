// What an offer tells: the same as plain system calls say of the tree, whatever is in it, and the
// entries that BuildKit's own walk sends.

#include "tare/offer.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "support/dockerfile_cases.hpp"
#include "support/offers.hpp"
#include "support/temp_tree.hpp"

namespace {

using tare::Kind;
using tare::Request;
using test::TempTree;
using test::Told;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Names = std::vector<std::string>;

void set_attribute(const std::string& path, const char* name, const std::string& value) {
  ASSERT_EQ(::lsetxattr(path.c_str(), name, value.data(), value.size(), 0), 0)
      << "this file system has no attributes";
}

void set_time(const std::string& path, std::int64_t seconds, std::int64_t nanoseconds) {
  const std::array<timespec, 2> times{{{seconds, nanoseconds}, {seconds, nanoseconds}}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW), 0);
}

// Everything that is hard to tell.
void grow_odd(const TempTree& tree) {
  for (const char* name : {" spaces in / it ", "new\nline\n", "tab\tbell\a\x1b[31m", "-dash",
                           "back\\slash*?[a]", "raw\xff/\xfe\xff", "...", "..a../.b.", "nothing",
                           "gr\xc3\xbc\xc3\x9f/\xe6\x97\xa5", "Dockerfile", ".dockerignore"}) {
    tree.file(name, name);
  }
  for (const std::size_t length : {1u, 99u, 100u, 255u}) {
    tree.file(std::string(length, 'n'), std::string(length, 'x'));
    tree.symlink("to " + std::to_string(length), std::string(length, 't'));
  }
  tree.symlink("very long", std::string(4095, 't'));
  tree.symlink("dangling", "nowhere");
  tree.symlink("up", "../../outside");
  tree.symlink("absolute", "/etc/passwd");
  tree.hard_link("deep/er/second", "-dash");
  tree.hard_link("third", "-dash");
  tree.hard_link("a link as well", "dangling");
  tree.fifo("fifo");
  tree.hard_link("fifo again", "fifo");
  tree.directory("empty");
  tree.mode("empty", 01777);
  tree.mode("nothing", 04755);
  tree.mode("-dash", 02640);
  set_time(tree.path("nothing"), 1'000'000'000, 123'456'789);
  set_time(tree.path("dangling"), -1, 999'999'999);  // a nanosecond before 1970
  set_time(tree.path("empty"), 4'000'000'000, 1);
  set_attribute(tree.path("nothing"), "user.large", std::string(3000, 'v'));
  set_attribute(tree.path("nothing"), "user.binary", std::string("1\0\n=", 4));
  set_attribute(tree.path("deep/er"), "user.of-directory", "");
  for (int i = 0; i < 60; ++i) {  // their names take more than one call
    set_attribute(tree.path("third"), ("user.a-name-of-some-length." + std::to_string(i)).c_str(),
                  std::to_string(i));
  }
  for (int i = 0; i < 300; ++i) tree.file("many/" + std::to_string(i), std::to_string(i));
}

TEST(Offer, TellsWhatPlainSystemCallsSay) {
  const TempTree tree;
  grow_odd(tree);
  const std::vector<Told> expected = test::look(tree.path());
  ASSERT_GT(expected.size(), 330u);
  for (const unsigned threads : {1u, 2u, 8u}) {
    EXPECT_EQ(test::told(test::open_for_builder(tree.path()), {.threads = threads}), expected)
        << threads << " threads";
  }
}

TEST(Offer, TellsTheSameWithManyThreadsInALargeTree) {
  const TempTree tree;
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 60; ++j) {
      tree.file("d" + std::to_string(i % 7) + "/" + std::to_string(i) + "/" + std::to_string(j));
    }
    tree.hard_link("e/" + std::to_string(i), "d0/0/" + std::to_string(i));
  }
  const std::vector<Told> expected = test::look(tree.path());
  for (const unsigned threads : {1u, 2u, 8u}) {
    EXPECT_EQ(test::told(test::open_for_builder(tree.path()), {.threads = threads}), expected)
        << threads << " threads";
  }
}

TEST(Offer, TellsWhichDeviceItIs) {
  const std::vector<Told> told = test::told(test::open_for_builder("/dev", {"*", "!null"}));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].name, "null");
  EXPECT_EQ(told[0].kind, Kind::character_device);
  EXPECT_EQ(told[0].special_major, 1u);
  EXPECT_EQ(told[0].special_minor, 3u);
}

TEST(Offer, TellsADirectoryThatIsListedForWhatIsBelow) {
  const TempTree tree;
  tree.file("d/e/kept");
  tree.file("d/e/other");
  tree.mode("d", 0711);
  set_time(tree.path("d"), 1'000'000'000, 5);
  set_attribute(tree.path("d"), "user.one", "1");
  std::vector<Told> expected = test::look(tree.path());
  ASSERT_EQ(expected.back().name, "d/e/other");
  expected.pop_back();
  EXPECT_EQ(test::told(test::open_for_builder(tree.path(), {"d", "!d/e/kept"})), expected);
}

TEST(Offer, LinksToTheFirstNameThatIsTold) {
  const TempTree tree;
  tree.file("a", "data");
  for (const char* name : {"b", "c", "d/e"}) tree.hard_link(name, "a");
  const auto links = [&](const tare::Context& context, tare::OfferOptions options) {
    std::map<std::string, std::string> result;
    for (const Told& told : test::told(context, options)) {
      if (told.kind != Kind::file) continue;
      result[told.name] = told.link;
      EXPECT_EQ(told.size, 4u);
    }
    return result;
  };
  using Links = std::map<std::string, std::string>;
  EXPECT_EQ(links(test::open_for_builder(tree.path()), {}),
            (Links{{"a", ""}, {"b", "a"}, {"c", "a"}, {"d/e", "a"}}));
  EXPECT_EQ(links(test::open_for_builder(tree.path(), {"a"}), {}),
            (Links{{"b", ""}, {"c", "b"}, {"d/e", "b"}}));
  EXPECT_EQ(links(test::open_for_builder(tree.path()).narrowed(Request{{"c", "d"}, {}}), {}),
            (Links{{"c", ""}, {"d/e", "c"}}));
  tare::OfferOptions options;
  options.choose = [](const tare::Entry& entry) { return entry.name != "a" && entry.name != "b"; };
  EXPECT_EQ(links(test::open_for_builder(tree.path()), options), (Links{{"c", ""}, {"d/e", "c"}}));
}

TEST(Offer, ShowsTheStatusToWhoeverChooses) {
  const TempTree tree;
  tree.file("large", "0123456789");
  tree.file("small", "1");
  tare::OfferOptions options;
  options.choose = [](const tare::Entry& entry) { return entry.status->size < 5; };
  const std::vector<Told> told = test::told(test::open_for_builder(tree.path()), options);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].name, "small");
  EXPECT_EQ(told[0].id, 0u);
}

TEST(Offer, LeavesSocketsOutWithANote) {
  const TempTree tree;
  tree.socket("s");
  std::vector<std::string> notes;
  tare::OfferOptions options;
  options.diagnose = [&](const tare::Diagnostic& each) { notes.push_back(each.message); };
  EXPECT_THAT(test::told(test::open_for_builder(tree.path()), options), IsEmpty());
  EXPECT_THAT(notes, ElementsAre(HasSubstr("socket")));
}

// A directory is listed as a whole, and one thread looks at what is in it in several goes.
TEST(Offer, EndsWhereSomethingIsGoneOrReplacedBeforeItsTurn) {
  for (const bool replaced : {false, true}) {
    const TempTree tree;
    for (int i = 100; i < 1000; ++i) tree.file(std::to_string(i));
    tare::Offer offer(test::open_for_builder(tree.path()), {.threads = 1});
    std::size_t told = 0;
    try {
      offer.walk([&](const tare::OfferedEntry& entry) {
        ++told;
        if (entry.id != 0) return;
        std::filesystem::remove(tree.path("950"));
        if (replaced) tree.symlink("950", "951");
      });
      FAIL() << "all has been told";
    } catch (const tare::Error& error) {
      EXPECT_EQ(error.fault(), tare::Fault::input);
      EXPECT_THAT(error.what(), HasSubstr(replaced ? "/950': was replaced" : "/950': cannot look"));
    }
    EXPECT_EQ(told, 850u);
  }
}

TEST(Offer, StopsWhenItIsAskedTo) {
  const TempTree tree;
  for (int i = 0; i < 100; ++i) tree.file(std::to_string(i));
  std::stop_source source;
  tare::Offer offer(test::open_for_builder(tree.path()), {.stop = source.get_token()});
  std::size_t told = 0;
  EXPECT_THROW(offer.walk([&](const tare::OfferedEntry&) {
    if (++told == 10) source.request_stop();
  }),
               tare::Cancelled);
  EXPECT_EQ(told, 10u);
}

TEST(Offer, IsToldOnce) {
  const TempTree tree;
  tare::Offer offer(test::open_for_builder(tree.path()));
  EXPECT_THAT(test::tell(offer), IsEmpty());
  EXPECT_THROW(static_cast<void>(test::tell(offer)), tare::Error);
}

// -- Without a Dockerfile ----------------------------------------------------------------------

TEST(Offer, NeedsNoDockerfileThatCanBeUsed) {
  const TempTree tree;
  const std::string beyond(300,
                           'x');  // no file has such a name, so nobody can say where this leads
  tree.symlink("Dockerfile", beyond);
  tree.symlink(".dockerignore", beyond);
  EXPECT_THROW(tare::Context(tree.path()), tare::Error);
  const tare::Context context = test::open_for_builder(tree.path());
  EXPECT_THAT(test::told(context), SizeIs(2));
  EXPECT_THAT(context.build_files(), IsEmpty());
}

TEST(Offer, SendsNoDockerfileThatTheRulesExclude) {
  const TempTree tree;
  tree.file("Dockerfile");
  tree.file("a");
  const std::vector<Told> told = test::told(test::open_for_builder(tree.path(), {"Dockerfile"}));
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].name, "a");
}

// -- What a builder asks for --------------------------------------------------------------------

Names names_of(const tare::Context& context) {
  Names names;
  for (const Told& told : test::told(context)) {
    names.push_back(told.name + (told.kind == Kind::directory ? "/" : ""));
  }
  return names;
}

class RecordedRequest : public testing::TestWithParam<const char*> {};

TEST_P(RecordedRequest, SendsTheSame) {
  const TempTree tree;
  const TempTree beside;
  std::size_t tried = 0;
  for (const test::DockerfileCase& recorded : test::read_dockerfile_cases(GetParam())) {
    SCOPED_TRACE(recorded.where);
    // A builder that needs nothing asks for no directory; an empty list would be the whole one.
    if (recorded.error || (recorded.requested && recorded.requested->empty())) continue;
    ++tried;
    test::grow(tree, recorded.files);
    beside.file("rules", recorded.ignore);
    tare::ContextOptions options;
    options.directory = tree.path();
    options.ignore_file = beside.path("rules");
    const tare::Context context(options);
    EXPECT_EQ(names_of(context.narrowed(Request{{}, recorded.requested})), recorded.sent);
    tree.clear();
    if (HasFailure()) FAIL() << "ignore file:\n" << recorded.ignore;
  }
  EXPECT_GT(tried, 500u);
}

INSTANTIATE_TEST_SUITE_P(BuildKit, RecordedRequest,
                         testing::Values("dockerfiles.jsonl", "dockerfiles_targeted.jsonl"),
                         [](const auto& file) {
                           const std::string name = file.param;
                           return name.substr(0, name.find('.'));
                         });

class ARequest : public testing::Test {
 protected:
  [[nodiscard]] Names names(const Request& request) const {
    return names_of(test::open_for_builder(tree.path()).narrowed(request));
  }

  const TempTree tree;
};

TEST_F(ARequest, TakesPatternsAsTheyAre) {
  tree.file("d/a");
  tree.file("d/b");
  tree.symlink("l", "d");
  EXPECT_THAT(names({{"l", "d/a"}, {}}), ElementsAre("d/", "d/a", "l"));
  EXPECT_THAT(names({{"*", "!d/b"}, {}}), ElementsAre("d/", "d/a", "l"));
  EXPECT_THAT(names({{"./d//b"}, {}}), ElementsAre("d/", "d/b"));
  EXPECT_THAT(names({{"l/a"}, {}}), IsEmpty());
}

TEST_F(ARequest, AddsWhatThePathsComeToBehindTheLinks) {
  tree.file("d/a");
  tree.file("d/b");
  tree.file("e");
  tree.symlink("l", "d");
  EXPECT_THAT(names({{"e"}, Names{"l/a"}}), ElementsAre("d/", "d/a", "e", "l"));
  EXPECT_THAT(names({{}, Names{"l/a"}}), ElementsAre("d/", "d/a", "l"));
}

TEST_F(ARequest, IsForTheWholeContextWithoutAnyPattern) {
  tree.file("d/a");
  const auto whole = ElementsAre("d/", "d/a");
  EXPECT_THAT(names({}), whole);
  EXPECT_THAT(names({{}, Names{}}), whole);
  EXPECT_THAT(names({{}, Names{"."}}), whole);
  EXPECT_THAT(names({{"."}, Names{}}), whole);
  EXPECT_THAT(names({{""}, {}}), IsEmpty());  // it is a pattern, of nothing
}

// The root among the paths to follow adds nothing, so that only the patterns count.
TEST_F(ARequest, ForgetsThePathsWhenOneLeadsToTheRoot) {
  tree.file("a");
  tree.file("b");
  tree.symlink("root", "/");
  EXPECT_THAT(names({{"a"}, Names{"b", "root"}}), ElementsAre("a"));
}

// Where paths are followed, fsutil takes the patterns for sorted, and drops each that begins with
// the one before and a `/`.
TEST_F(ARequest, DropsPatternsBehindOneThatTheySeemToLieBelow) {
  tree.file("d/a");
  tree.file("d/b");
  tree.file("e");
  EXPECT_THAT(names({{"d", "d/../e"}, {}}), ElementsAre("d/", "d/a", "d/b", "e"));
  EXPECT_THAT(names({{"d", "d/../e"}, Names{"x"}}), ElementsAre("d/", "d/a", "d/b"));
  EXPECT_THAT(names({{"d", "!d/b"}, Names{"x"}}), ElementsAre("d/", "d/a"));  // in their order
  EXPECT_THAT(names({{"/d"}, {}}), IsEmpty());
  EXPECT_THAT(names({{"/d"}, Names{}}), ElementsAre("d/", "d/a", "d/b", "e"));  // none is left
}

// An exception opens no directory (fsutil: `patternWithoutTrailingGlob` of what is none).
TEST_F(ARequest, EntersNoDirectoryForAnException) {
  tree.file("s/x/y");
  EXPECT_THAT(names({{"s/*/**"}, {}}), IsEmpty());
  EXPECT_THAT(names({{"s/*/**", "!z*"}, {}}), IsEmpty());
}

TEST_F(ARequest, RefusesAMalformedPatternAndNamesIt) {
  try {
    static_cast<void>(names({{"[a"}, {}}));
    FAIL();
  } catch (const tare::Error& error) {
    EXPECT_EQ(error.fault(), tare::Fault::usage);
    EXPECT_THAT(error.what(), HasSubstr("[a: "));
  }
}

}  // namespace
