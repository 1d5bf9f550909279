#include "cli/progress.hpp"

#include <gmock/gmock.h>

#include "cli/text.hpp"

namespace {

using cli::progress_line;
using cli::ProgressDisplay;
using std::chrono::milliseconds;
using std::chrono::seconds;
using tare::Progress;
using testing::ElementsAre;
using testing::IsEmpty;
using When = ProgressDisplay::When;

constexpr auto kWalking = Progress::Stage::walking;

// A terminal that keeps what it was told to show, with a clock that moves when it is told to.
class FakeTerminal {
 public:
  ProgressDisplay::Screen screen() {
    return {[this] { return columns; }, [this](const std::string& line) { shown.push_back(line); },
            [this] { shown.emplace_back("(cleared)"); },
            [this] { return ProgressDisplay::Clock::time_point(time); }};
  }

  std::optional<std::size_t> columns = 80;
  milliseconds time{0};
  std::vector<std::string> shown;
};

TEST(Progress, IsShownAfterHalfASecond) {
  FakeTerminal terminal;
  ProgressDisplay display(When::automatic, terminal.screen());
  const tare::ProgressFunction tell = display.function();
  tell({});
  terminal.time = milliseconds(499);
  tell({});
  EXPECT_THAT(terminal.shown, IsEmpty());
  terminal.time = milliseconds(500);
  tell({kWalking, 1, 2000, "a"});
  EXPECT_THAT(terminal.shown, ElementsAre("tare: 1 entry, 2.0 kB, 4.0 kB/s, 0.5 s  a"));
}

TEST(Progress, IsShownAtOnceWhenThatIsAskedFor) {
  FakeTerminal terminal;
  ProgressDisplay display(When::always, terminal.screen());
  display.function()({kWalking, 1, 0, "a"});
  EXPECT_THAT(terminal.shown, ElementsAre("tare: 1 entry, 0.0 s  a"));
}

TEST(Progress, IsNotDrawnTwiceInOneFrame) {
  FakeTerminal terminal;
  ProgressDisplay display(When::always, terminal.screen());
  const tare::ProgressFunction tell = display.function();
  for (; terminal.time < seconds(2); terminal.time += milliseconds(1)) tell({});
  EXPECT_EQ(terminal.shown.size(), 50u);
}

TEST(Progress, IsShownOnATerminalOnlyAndNeverWhenThatIsAskedFor) {
  FakeTerminal terminal;
  EXPECT_FALSE(ProgressDisplay(When::never, terminal.screen()).function());
  terminal.columns = std::nullopt;
  EXPECT_FALSE(ProgressDisplay(When::always, terminal.screen()).function());
  EXPECT_FALSE(ProgressDisplay(When::automatic, terminal.screen()).function());
  EXPECT_THAT(terminal.shown, IsEmpty());
}

TEST(Progress, IsClearedOnceAndOnlyWhenItIsThere) {
  FakeTerminal terminal;
  {
    ProgressDisplay display(When::always, terminal.screen());
    display.clear();
    EXPECT_THAT(terminal.shown, IsEmpty());
    display.function()({});
    display.clear();
    display.clear();
    EXPECT_THAT(terminal.shown, ElementsAre("tare: 0 entries, 0.0 s", "(cleared)"));
    terminal.time += seconds(1);
    display.function()({});
  }
  EXPECT_THAT(terminal.shown, ElementsAre("tare: 0 entries, 0.0 s", "(cleared)",
                                          "tare: 0 entries, 1.0 s", "(cleared)"));
}

TEST(Progress, FollowsTheWidthOfTheTerminal) {
  FakeTerminal terminal;
  ProgressDisplay display(When::always, terminal.screen());
  const tare::ProgressFunction tell = display.function();
  const std::string place(100, 'x');
  for (const std::size_t columns : {80u, 40u, 20u, 10u, 120u}) {
    terminal.columns = columns;
    terminal.time += milliseconds(100);
    tell({kWalking, 1, 0, place});
    EXPECT_LT(cli::width_of(terminal.shown.back()), columns);
  }
}

TEST(Progress, LeavesOutWhatDoesNotFit) {
  const Progress progress{kWalking, 41230, 213'400'000, "node_modules/react-dom/cjs/lib/index.js"};
  const auto line = [&](std::size_t columns) {
    return progress_line(progress, milliseconds(1200), columns);
  };
  EXPECT_EQ(
      line(100),
      "tare: 41,230 entries, 213 MB, 178 MB/s, 1.2 s  node_modules/react-dom/cjs/lib/index.js");
  EXPECT_EQ(line(79),
            "tare: 41,230 entries, 213 MB, 178 MB/s, 1.2 s  node_modules/re…cjs/lib/index.js");
  EXPECT_EQ(line(60), "tare: 41,230 entries, 213 MB, 178 MB/s, 1.2 s  node_m…dex.js");
  EXPECT_EQ(line(50), "tare: 41,230 entries, 213 MB, 178 MB/s, 1.2 s");
  EXPECT_EQ(line(39), "tare: 41,230 entries, 213 MB, 1.2 s");
  EXPECT_EQ(line(28), "tare: 41,230 entries, 1.2 s");
  EXPECT_EQ(line(20), "tare: 41,230 entries");
  EXPECT_EQ(line(12), "tare:…ntries");
}

TEST(Progress, NeitherWideNorEvilNamesLeaveTheLine) {
  std::string wide;
  for (int i = 0; i < 60; ++i) wide += "漢字/";
  for (const std::string& name : {wide, std::string(200, '\x1b'), std::string(200, '\xff'),
                                  std::string("a\nb\r\x1b[2Jc"), std::string("\xe2\x80\xae")}) {
    for (std::size_t columns = 1; columns < 130; ++columns) {
      const std::string line = progress_line({kWalking, 5, 5000, name}, seconds(5), columns);
      EXPECT_LE(cli::width_of(line), columns < 3 ? 100 : columns) << line;
      EXPECT_EQ(line.find_first_of("\x1b\n\r\xff"), std::string::npos) << line;
    }
  }
  EXPECT_EQ(progress_line({kWalking, 5, 0, "a\nb\x1b[2J\xff"}, seconds(5), 79),
            "tare: 5 entries, 5.0 s  a\\nb\\x1b[2J\\xff");
  EXPECT_EQ(progress_line({kWalking, 5, 0, "漢字漢字漢字漢字"}, seconds(5), 35),
            "tare: 5 entries, 5.0 s  漢字…字漢字");
}

TEST(Progress, SaysWhatItWaitsForInTheEnd) {
  const Progress progress{Progress::Stage::measuring, 10, 1000, "last"};
  EXPECT_EQ(progress_line(progress, milliseconds(3449), 79),
            "tare: measuring what is excluded, 3.4 s");
  EXPECT_EQ(progress_line(progress, seconds(59), 79), "tare: measuring what is excluded, 59.0 s");
  EXPECT_EQ(progress_line(progress, seconds(65), 79), "tare: measuring what is excluded, 1:05 min");
  EXPECT_EQ(progress_line(progress, seconds(7265), 79),
            "tare: measuring what is excluded, 2:01:05 h");
}

}  // namespace
