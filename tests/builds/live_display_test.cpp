#include <gmock/gmock.h>

#include <charconv>

#include "cli/builders/build_display.hpp"

// The display draws on a terminal that is as small as it can be: enough to see what is left of it.

namespace {

using namespace std::chrono_literals;

class Terminal {
 public:
  void write(std::string_view text) {
    while (!text.empty()) text.remove_prefix(take(text));
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::size_t take(std::string_view text) {
    if (text.front() == '\n') {
      ++row_;
      column_ = 0;
      if (row_ == lines_.size()) lines_.emplace_back();
      return 1;
    }
    if (text.front() == '\r') {
      column_ = 0;
      return 1;
    }
    if (text.front() == '\x1b') return control(text);
    std::string& line = lines_[row_];
    line.resize(std::max(line.size(), column_ + 1), ' ');
    line[column_++] = text.front();
    return 1;
  }

  std::size_t control(std::string_view text) {
    const std::size_t end = text.find_first_of("AJKhlm");
    std::size_t number = 0;
    std::from_chars(text.data() + 2, text.data() + end, number);
    if (text[end] == 'A') row_ -= number;
    if (text[end] == 'K') lines_[row_].resize(column_);
    if (text[end] == 'J') {
      lines_.resize(row_ + 1);
      lines_[row_].resize(column_);
    }
    return end + 1;
  }

  std::vector<std::string> lines_{""};
  std::size_t row_ = 0;
  std::size_t column_ = 0;
};

class LiveDisplay : public testing::Test {
 protected:
  void SetUp() override {
    display = cli::live_display({[this](const std::string& text) { terminal.write(text); },
                                 [] { return std::optional<std::size_t>(40); },
                                 [this] { return rows; }, [this] { return now; }},
                                cli::Palette(), false);
  }

  void tell(const cli::BuildUpdate& update) {
    display->tell(steps.take(update), steps);
    display->tick();
  }
  void begin(const std::string& name) { tell({{{name, name, false, time, {}, ""}}, {}, {}, {}}); }
  void end(const std::string& name) {
    tell({{{name, name, false, time, time + 1500ms, ""}}, {}, {}, {}});
  }
  void say(const std::string& name, const std::string& text) {
    tell({{}, {}, {{name, time, 1, text}}, {}});
  }

  std::size_t rows = 24;
  std::chrono::steady_clock::time_point now;
  cli::BuilderTime time{1h};
  Terminal terminal;
  cli::BuildSteps steps;
  std::unique_ptr<cli::BuildDisplay> display;
};

TEST_F(LiveDisplay, DrawsWhatRunsBelowWhatHasEnded) {
  begin("[1/2] COPY a /");
  end("[1/2] COPY a /");
  begin("[2/2] RUN make");
  say("[2/2] RUN make", "one\ntwo\nthree\nfour\n");
  now += 2s;
  tare::Transfer transfer;
  transfer.number = 3;
  transfer.name = "context";
  transfer.entries = 1234;
  display->tell(transfer);
  display->tick();
  EXPECT_THAT(
      terminal.lines(),
      testing::ElementsAre("#1 [1/2] COPY a / DONE 1.5s", "tare: building, 2.0s, 1 of 2 steps done",
                           "#2 [2/2] RUN make 2.0s", "   two", "   three", "   four",
                           testing::StartsWith("context: 1,234 entr"), ""));
}

TEST_F(LiveDisplay, LeavesNothingButLines) {
  begin("[1/1] RUN make");
  say("[1/1] RUN make", "one\n");
  end("[1/1] RUN make");
  cli::BuildSummary summary;
  summary.steps = 1;
  display->end(summary);
  display->tick();
  EXPECT_THAT(terminal.lines(),
              testing::ElementsAre(
                  "#1 [1/1] RUN make DONE 1.5s",
                  "tare: 0 entries offered, 0 files asked for, 0 B sent; 1 step, 0 cached", ""));
}

TEST_F(LiveDisplay, KeepsToTheTerminal) {
  rows = 6;
  for (int i = 0; i < 20; ++i) begin("[1/1] RUN " + std::string(100, 'x') + std::to_string(i));
  EXPECT_EQ(terminal.lines().size(), rows);
  for (const std::string& line : terminal.lines()) EXPECT_LE(line.size(), 42) << line;
}

TEST_F(LiveDisplay, GoesAwayBeforeAnError) {
  begin("[1/1] RUN make");
  EXPECT_FALSE(display->tell_error(tare::Error(tare::Fault::output, "", "gone")));
  EXPECT_THAT(terminal.lines(), testing::ElementsAre(""));
}

}  // namespace
