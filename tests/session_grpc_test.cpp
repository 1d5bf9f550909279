// Sessions as BuildKit uses them: over gRPC's own client.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "builder/copy.hpp"
#include "builder/fake_builder.hpp"
#include "support/served_session.hpp"
#include "support/temp_tree.hpp"

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Clock = std::chrono::steady_clock;

// What a build can see of a tree, by name; contents by a hash.
std::map<std::string, std::string> contents(const std::string& directory) {
  std::map<std::string, std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    struct stat status {};
    EXPECT_EQ(lstat(entry.path().c_str(), &status), 0);
    std::string all = std::to_string(status.st_mode) + " " + std::to_string(status.st_nlink) + " " +
                      std::to_string(status.st_mtim.tv_sec) + "." +
                      std::to_string(status.st_mtim.tv_nsec) + " ";
    if (S_ISDIR(status.st_mode)) all = std::to_string(status.st_mode) + " directory ";
    if (S_ISREG(status.st_mode)) {
      const std::string bytes = test::read_file(entry.path());
      all += std::to_string(bytes.size()) + " bytes " +
             std::to_string(std::hash<std::string>()(bytes));
    }
    if (S_ISLNK(status.st_mode)) all += std::filesystem::read_symlink(entry.path());
    found[entry.path().lexically_relative(directory)] = all;
  }
  return found;
}

std::uint64_t peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6));
  }
  return 0;
}

class SessionOverGrpc : public testing::Test {
 protected:
  SessionOverGrpc() : copy(target.path("copy")) {}

  static tare::SessionOptions impatient(const std::string& directory) {
    tare::SessionOptions options = test::sharing(directory);
    options.patience = std::chrono::seconds(1);
    return options;
  }

  test::TempTree tree, target;
  test::Copy copy;
};

TEST_F(SessionOverGrpc, BringsACopyToWhatTheTreeIs) {
  tree.file("large", std::string(5'000'000, 'x'));
  tree.file("src/main.c", "int main;");
  tree.file("src/empty");
  tree.file("block", std::string(32 * 1024, 'b'));  // exactly one packet
  tree.file("name\xff\n", "odd");
  tree.directory("nothing");
  tree.symlink("link", "src/main.c");
  tree.hard_link("src/other", "src/main.c");
  tree.fifo("fifo");
  tree.mode("src/main.c", 04751);
  tree.mode("nothing", 01777);
  tree.mtime("large", -5);

  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  const test::Synced synced = builder.sync({}, copy);
  EXPECT_TRUE(synced.complete);
  EXPECT_EQ(synced.status, 0) << synced.message;
  EXPECT_EQ(synced.entries, 10u);
  EXPECT_EQ(synced.received, 5'000'000u + 9 + 32 * 1024 + 3);
  EXPECT_EQ(contents(copy.directory()), contents(tree.path()));
  builder.close();
  EXPECT_EQ(served.end(), "");
}

TEST_F(SessionOverGrpc, SendsASecondTimeOnlyWhatHasChanged) {
  tree.file("a", "first");
  tree.file("b", std::string(100'000, 'b'));
  tree.file("gone", "gone");
  tree.file("dir/c", "c");
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  EXPECT_EQ(builder.sync({}, copy).received, 5u + 100'000 + 4 + 1);

  EXPECT_EQ(builder.sync({}, copy).received, 0u);
  tree.file("a", "second one");
  tree.file("new", "12");
  std::filesystem::remove(tree.path("gone"));
  const test::Synced synced = builder.sync({}, copy);
  EXPECT_EQ(synced.files, 2u);
  EXPECT_EQ(synced.received, 12u);
  EXPECT_EQ(contents(copy.directory()), contents(tree.path()));
}

TEST_F(SessionOverGrpc, OffersWhatIsAskedForUnderTheRulesThatCome) {
  tree.file("app/main.go", "m");
  tree.file("app/main_test.go", "t");
  tree.file("app/über.go", "u");
  tree.file("docs/index.md", "d");
  tree.file("vendor/x.go", "v");
  tree.symlink("link", "app/main.go");
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  const auto names = [&](test::Wish wish) { return builder.sync(wish, copy).names; };

  test::Wish wish;
  wish.exclude = {"**/*_test.go", "docs", "link"};
  EXPECT_THAT(names(wish),
              ElementsAre("app", "app/main.go", "app/über.go", "vendor", "vendor/x.go"));
  wish.include = {"app"};
  EXPECT_THAT(names(wish), ElementsAre("app", "app/main.go", "app/über.go"));
  wish.exclude = {"app/über.go", "**/*_t?st.go"};
  wish.encoded = true;  // a header is ASCII
  EXPECT_THAT(names(wish), ElementsAre("app", "app/main.go"));
  wish = {};
  wish.follow = {"link"};
  EXPECT_THAT(names(wish), ElementsAre("app", "app/main.go", "link"));
}

TEST_F(SessionOverGrpc, ReplacesRulesOnlyWhereTheBuilderBringsNone) {
  tree.file("a", "a");
  tree.file("b", "b");
  tare::SessionOptions options = test::sharing(tree.path());
  options.directories[0].rules = tare::Matcher(tare::IgnoreFile::parse("a\n"));
  test::ServedSession served(std::move(options));
  test::FakeBuilder builder(served.builder_end());
  EXPECT_THAT(builder.sync({}, copy).names, ElementsAre("b"));
  test::Wish wish;
  wish.exclude = {"b"};
  EXPECT_THAT(builder.sync(wish, copy).names, ElementsAre("a"));
}

TEST_F(SessionOverGrpc, TakesRulesThatFillManyFrames) {
  tree.file("kept", "k");
  tree.file("x199999", "x");
  test::Wish wish;
  for (int i = 0; i < 200'000; ++i) wish.exclude.push_back("x" + std::to_string(i));
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  const test::Synced synced = builder.sync(wish, copy);
  EXPECT_THAT(synced.names, ElementsAre("kept")) << synced.message;
}

TEST_F(SessionOverGrpc, NamesAMalformedPattern) {
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  test::Wish wish;
  wish.exclude = {"[a"};
  const test::Synced synced = builder.sync(wish, copy);
  EXPECT_FALSE(synced.complete);
  EXPECT_THAT(synced.message, HasSubstr("[a"));
  builder.close();
  EXPECT_THAT(served.end(), HasSubstr("[a"));
  EXPECT_EQ(served.session().failure()->fault(), tare::Fault::usage);
}

TEST_F(SessionOverGrpc, RefusesADirectoryThatIsNotShared) {
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  test::Wish wish;
  wish.directory = "/etc";
  const test::Synced synced = builder.sync(wish, copy);
  EXPECT_EQ(synced.status, 5);  // NOT_FOUND
  EXPECT_THAT(synced.message,
              HasSubstr("'/etc': the builder asks for a directory that is not shared"));
}

TEST_F(SessionOverGrpc, AnswersForItsHealthAndForRegistries) {
  tare::SessionOptions options = test::sharing(tree.path());
  options.credentials = [](const std::string& host) -> std::optional<tare::RegistryCredentials> {
    if (host != "registry.example") return std::nullopt;
    return tare::RegistryCredentials{"me", "secret"};
  };
  test::ServedSession served(std::move(options));
  test::FakeBuilder builder(served.builder_end());
  EXPECT_TRUE(builder.is_healthy());
  EXPECT_EQ(builder.credentials("registry.example"),
            std::pair(std::string("me"), std::string("secret")));
  EXPECT_EQ(builder.credentials("elsewhere"), std::pair(std::string(), std::string()));
}

TEST_F(SessionOverGrpc, DoesNotOfferCredentialsThatItDoesNotHave) {
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  EXPECT_EQ(builder.credentials("registry.example"), std::nullopt);
}

TEST_F(SessionOverGrpc, SendsAnErrorAndNoEmptyFile) {
  tree.file("a", "a");
  tree.file("unreadable", "secret");
  tree.file("z", "z");
  tare::SessionOptions options = test::sharing(tree.path());
  // Once it has been looked at, and before it can be asked for.
  options.choose = [&](const tare::Transfer&, const tare::Entry& entry) {
    if (entry.name == "z") {
      std::filesystem::remove(tree.path("unreadable"));
      std::filesystem::create_directory(tree.path("unreadable"));
    }
    return true;
  };
  options.threads = 1;
  test::ServedSession served(std::move(options));
  test::FakeBuilder builder(served.builder_end());
  const test::Synced synced = builder.sync({}, copy);
  EXPECT_FALSE(synced.complete);
  EXPECT_THAT(synced.error, HasSubstr("unreadable"));
  EXPECT_THAT(synced.message, HasSubstr("unreadable"));
  EXPECT_NE(synced.status, 0);
  builder.close();
  EXPECT_THAT(served.end(), HasSubstr("unreadable"));
  EXPECT_EQ(served.session().failure()->fault(), tare::Fault::input);
}

TEST_F(SessionOverGrpc, ServesRequestsSideBySide) {
  tree.file("large", std::string(20'000'000, 'l'));
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      test::Copy own(target.path("copy" + std::to_string(i)));
      const test::Synced synced = builder.sync({}, own);
      EXPECT_TRUE(synced.complete) << synced.error << synced.message;
      EXPECT_EQ(contents(own.directory()), contents(tree.path()));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SessionOverGrpc, StopsInTheMiddle) {
  tree.file("large", std::string(30'000'000, 'l'));
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  std::thread syncing(
      [&] { EXPECT_FALSE(builder.sync({}, copy, test::Trick::stops_reading).complete); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const Clock::time_point start = Clock::now();
  served.session().stop();
  EXPECT_EQ(served.end(), "");
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(2));
  syncing.join();
}

// -- Builders that do not do as they should -----------------------------------------------------

struct Misbehaviour {
  test::Trick trick;
  std::string says;  // the session, and the builder hears the same unless it is not there any more
  bool told = true;
};

class SessionWithABadBuilder : public SessionOverGrpc,
                               public testing::WithParamInterface<Misbehaviour> {};

TEST_P(SessionWithABadBuilder, EndsWithAClearMessage) {
  tree.file("dir/a", "a");
  tree.file("large", std::string(4'000'000, 'l'));
  const std::uint64_t before = peak_kilobytes();
  const Clock::time_point start = Clock::now();
  test::ServedSession served(impatient(tree.path()));
  test::FakeBuilder builder(served.builder_end());
  const test::Synced synced = builder.sync({}, copy, GetParam().trick);
  builder.close();
  EXPECT_THAT(served.end(), HasSubstr(GetParam().says));
  EXPECT_EQ(served.session().failure()->fault(), tare::Fault::output);
  EXPECT_FALSE(synced.complete);
  if (GetParam().told) {
    EXPECT_THAT(synced.error, HasSubstr(GetParam().says));
    EXPECT_THAT(synced.message, HasSubstr(GetParam().says));
  }
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(20));
  EXPECT_LT(peak_kilobytes() - before, 64u * 1024);
}

INSTANTIATE_TEST_SUITE_P(
    Tricks, SessionWithABadBuilder,
    testing::Values(
        Misbehaviour{test::Trick::unknown_id, "asks for entry 4000000, which was not offered"},
        Misbehaviour{test::Trick::directory_id, "asks for entry 0, which is no regular file"},
        Misbehaviour{test::Trick::twice, "asks for entry 1 twice"},
        Misbehaviour{test::Trick::gives_up, "the builder gave up: no space left on device"},
        Misbehaviour{test::Trick::closes, "closed the connection in the middle", false},
        Misbehaviour{test::Trick::stops_reading, "has taken nothing for 1 s", false},
        Misbehaviour{test::Trick::sends_stat, "sends entries, and is to receive them"},
        Misbehaviour{test::Trick::sends_data, "sends data, and is to receive them"},
        Misbehaviour{test::Trick::unknown_type, "sends a packet of an unknown type, 17"},
        Misbehaviour{test::Trick::garbage, "what is no packet"},
        Misbehaviour{test::Trick::large_packet, "a message of 10000"},
        Misbehaviour{test::Trick::no_fin, "ended the transfer before its end"},
        Misbehaviour{test::Trick::silent, "has said nothing for 10 s"}),
    [](const auto& trick) {
      return "Number" + std::to_string(static_cast<int>(trick.param.trick));
    });

TEST_F(SessionOverGrpc, ABuilderThatTakesItsCallBackIsNoFailure) {
  tree.file("large", std::string(4'000'000, 'l'));
  test::ServedSession served(tree.path());
  test::FakeBuilder builder(served.builder_end());
  EXPECT_FALSE(builder.sync({}, copy, test::Trick::cancels).complete);
  test::Copy other(target.path("other"));
  EXPECT_TRUE(builder.sync({}, other).complete);
  builder.close();
  EXPECT_EQ(served.end(), "");
}

}  // namespace
