#include "cli/builders/build_steps.hpp"

#include <gmock/gmock.h>

namespace {

using Kind = cli::BuildEvent::Kind;
using namespace std::chrono_literals;

cli::BuilderTime at(std::chrono::milliseconds time) { return cli::BuilderTime(1h + time); }

cli::BuildUpdate begin(const std::string& name) {
  return {{{name, name, false, at(0ms), {}, ""}}, {}, {}, {}};
}

cli::BuildUpdate end(const std::string& name, std::chrono::milliseconds time,
                     const std::string& error = "") {
  return {{{name, name, false, at(0ms), at(time), error}}, {}, {}, {}};
}

cli::BuildUpdate output(const std::string& name, const std::string& bytes,
                        std::int64_t stream = 1) {
  return {{}, {}, {{name, at(500ms), stream, bytes}}, {}};
}

std::vector<std::string> lines(const std::vector<cli::BuildEvent>& events) {
  std::vector<std::string> text;
  for (const cli::BuildEvent& event : events) {
    if (event.kind == Kind::output) text.push_back(event.line.text);
  }
  return text;
}

std::vector<Kind> kinds(const std::vector<cli::BuildEvent>& events) {
  std::vector<Kind> all;
  for (const cli::BuildEvent& event : events) all.push_back(event.kind);
  return all;
}

TEST(BuildSteps, BeginAndEndOnce) {
  cli::BuildSteps steps;
  EXPECT_THAT(steps.take({{{"a", "a", false, {}, {}, ""}}, {}, {}, {}}), testing::IsEmpty())
      << "it is a plan only";
  EXPECT_THAT(kinds(steps.take(begin("a"))), testing::ElementsAre(Kind::begun));
  EXPECT_THAT(steps.take(begin("a")), testing::IsEmpty());
  EXPECT_THAT(kinds(steps.take(end("a", 700ms))), testing::ElementsAre(Kind::done));
  EXPECT_THAT(steps.take(end("a", 700ms)), testing::IsEmpty()) << "it is told again";
  EXPECT_EQ(steps.steps().front().duration(), 700ms);
  EXPECT_THAT(kinds(steps.take(end("b", 1ms))), testing::ElementsAre(Kind::begun, Kind::done));
}

TEST(BuildSteps, EndAsTheBuilderSays) {
  cli::BuildSteps steps;
  EXPECT_THAT(kinds(steps.take({{{"a", "[1/2] x", true, at(0ms), at(0ms), ""}}, {}, {}, {}})),
              testing::ElementsAre(Kind::begun, Kind::cached));
  EXPECT_TRUE(steps.steps().front().is_instruction());
  for (const char* other : {"[internal] load x", "[1/2] FROM node:20", "exporting to image"}) {
    static_cast<void>(steps.take(begin(other)));
    EXPECT_FALSE(steps.steps().back().is_instruction()) << other;
  }
  EXPECT_THAT(kinds(steps.take(end("b", 1ms, "exit code: 1"))), testing::Contains(Kind::failed));
  ASSERT_NE(steps.failed(), nullptr);
  EXPECT_THAT(kinds(steps.take(end("c", 1ms, "rpc error: context canceled"))),
              testing::Contains(Kind::cancelled));
  EXPECT_EQ(steps.failed()->name, "b") << "one that was cancelled is not why";
}

TEST(BuildSteps, OutputIsToldInLines) {
  cli::BuildSteps steps;
  static_cast<void>(steps.take(begin("a")));
  EXPECT_THAT(lines(steps.take(output("a", "one\ntwo\r\nthr"))),
              testing::ElementsAre("one", "two"));
  EXPECT_THAT(lines(steps.take(output("a", "other\n", 2))), testing::ElementsAre("other"));
  EXPECT_THAT(lines(steps.take(output("a", "ee\r10 %\r20 %\n\n"))),
              testing::ElementsAre("three", "10 %", "20 %"));
  EXPECT_THAT(lines(steps.take(output("a", "the rest"))), testing::IsEmpty());
  EXPECT_THAT(lines(steps.take(end("a", 900ms))), testing::ElementsAre("the rest"));
  EXPECT_THAT(steps.take(output("nobody", "x\n")), testing::IsEmpty());
}

TEST(BuildSteps, OutputComesBeforeTheEndOfItsStep) {
  cli::BuildSteps steps;
  cli::BuildUpdate update = end("a", 1ms);
  update.output = {{"a", at(0ms), 1, "last words\n"}};
  EXPECT_THAT(kinds(steps.take(update)),
              testing::ElementsAre(Kind::begun, Kind::output, Kind::done));
}

// What a builder may say without end.
TEST(BuildSteps, TakeBoundedMemory) {
  cli::BuildSteps steps;
  const std::string megabyte(1 << 20, 'x');
  static_cast<void>(steps.take(begin("a")));
  std::size_t told = 0;
  for (int i = 0; i < 20; ++i) told += lines(steps.take(output("a", megabyte))).size();
  EXPECT_GT(told, 1000) << "a line without an end is told in pieces";
  for (int i = 0; i < 30'000; ++i) {
    cli::BuildUpdate update = begin("step " + std::to_string(i));
    update.parts = {{"a", "part " + std::to_string(i), 0, 0, false}};
    static_cast<void>(steps.take(update));
  }
  static_cast<void>(steps.take(begin(megabyte)));
  cli::BuildUpdate named = begin("b");
  named.steps.front().name = megabyte;
  static_cast<void>(steps.take(named));
  std::size_t held = 0;
  for (const cli::BuildStep& step : steps.steps()) {
    held += step.name.size() + step.digest.size() + 100 * step.parts.size();
    for (const cli::OutputLine& line : step.last_lines) held += line.text.size();
  }
  EXPECT_LT(held, 4U << 20);
  EXPECT_LE(steps.steps().size(), 10'000);
}

}  // namespace
