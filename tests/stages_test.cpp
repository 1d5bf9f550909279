#include "tare/stages.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/temp_tree.hpp"

namespace {

using tare::StageReport;
using tare::Tally;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Stages : public testing::Test {
 protected:
  test::TempTree tree_;

  void file(std::string_view name, std::size_t bytes) const {
    tree_.file(name, std::string(bytes, 'x'));
  }

  StageReport report(std::string_view dockerfile, const tare::BuildOptions& options = {}) const {
    const tare::BuildPlan plan(tare::Dockerfile::parse(dockerfile), options);
    return tare::stages(tare::Context(tree_.path()), plan);
  }
};

std::string amount(const Tally& tally) {
  return std::to_string(tally.files) + " files " + std::to_string(tally.bytes) + " bytes";
}

// `path: taken; excluded`, and what is wrong with it.
std::vector<std::string> sources(const StageReport& report) {
  std::vector<std::string> lines;
  for (const tare::StageUse& stage : report.stages) {
    for (const tare::StepUse& step : stage.steps) {
      for (const tare::SourceUse& source : step.sources) {
        std::string line = source.path + ": " + amount(source.taken);
        if (source.excluded.entries() != 0) line += "; not " + amount(source.excluded);
        if (source.missing) line += "; missing";
        if (source.optional) line += ", optional";
        if (source.lost) line += ", lost";
        if (source.rule != nullptr) line += " by " + source.rule->original;
        lines.push_back(line);
      }
    }
  }
  return lines;
}

TEST_F(Stages, TellWhatEachInstructionTakesAndWhatIsThereBesides) {
  file("package.json", 10);
  file("package-lock.json", 20);
  file("src/a.js", 100);
  file("src/a.md", 5);
  file("node_modules/m/x", 1000);
  file("node_modules/m/y", 1);
  file("big", 500);
  file(".dockerignore", 22);
  tree_.file(".dockerignore", "node_modules\n**/*.md\n");
  const StageReport found = report(
      "FROM a AS deps\nCOPY package*.json ./\nCOPY node_modules/m /m\n"
      "FROM deps\nCOPY src src/a.js /src/\n");
  EXPECT_THAT(
      sources(found),
      ElementsAre("package*.json: 2 files 30 bytes",
                  "node_modules/m: 0 files 0 bytes; not 2 files 1001 bytes; missing by "
                  "node_modules",
                  "src: 1 files 100 bytes; not 1 files 5 bytes", "src/a.js: 1 files 100 bytes"));
  EXPECT_EQ(amount(found.stages[1].steps[0].taken), "1 files 100 bytes");
  EXPECT_EQ(amount(found.stages[0].taken), "2 files 30 bytes");
  EXPECT_EQ(amount(found.context), "5 files 651 bytes");
  EXPECT_EQ(amount(found.needed), "3 files 130 bytes");
  EXPECT_EQ(amount(found.unused), "1 files 500 bytes");
  ASSERT_EQ(found.unused_places.size(), 1u);
  EXPECT_EQ(found.unused_places[0].name, "big");
}

TEST_F(Stages, TellWhatIsCopiedAgainFromTheStagesBelow) {
  file("a", 10);
  file("b", 20);
  const StageReport found = report(
      "FROM x AS base\nCOPY a /\nRUN --mount=type=bind,target=/s true\n"
      "FROM x AS other\nCOPY . .\nFROM base\nCOPY b /\nCOPY . .\nCOPY --from=other /a /\n");
  const tare::StepUse& again = found.stages[2].steps[1];
  ASSERT_EQ(again.repeats.size(), 2u);
  EXPECT_EQ(again.repeats[0].stage, 2u);
  EXPECT_EQ(again.repeats[0].bytes, 20u);
  EXPECT_EQ(again.repeats[1].stage, 0u);
  EXPECT_EQ(again.repeats[1].bytes, 10u);
  EXPECT_THAT(found.stages[1].steps[0].repeats, IsEmpty());
}

TEST_F(Stages, TellRepetitionsAcrossStagesThatBuildOnEachOtherOnly) {
  file("a", 10);
  // 0 <- 1 <- 3, 0 <- 4, and 2 by itself
  const StageReport found = report(
      "FROM x AS s0\nCOPY a /\nFROM s0 AS s1\nCOPY a /\nFROM x AS s2\nCOPY a /\n"
      "FROM s1 AS s3\nCOPY a /\nFROM s0 AS s4\nCOPY a /\n"
      "FROM x\nCOPY --from=s2 / /\nCOPY --from=s3 / /\nCOPY --from=s4 / /\n");
  const auto repeats = [&](std::size_t stage) {
    std::vector<std::size_t> stages;
    for (const auto& each : found.stages[stage].steps[0].repeats) stages.push_back(each.stage);
    std::sort(stages.begin(), stages.end());
    return stages;
  };
  EXPECT_THAT(repeats(0), IsEmpty());
  EXPECT_THAT(repeats(1), ElementsAre(0u));
  EXPECT_THAT(repeats(2), IsEmpty());
  EXPECT_THAT(repeats(3), ElementsAre(0u, 1u));
  EXPECT_THAT(repeats(4), ElementsAre(0u));
}

TEST_F(Stages, TellRepetitionsOfTheFirstHundredInstructions) {
  file("a", 10);
  std::string text = "FROM x\n";
  for (int i = 0; i < 102; ++i) text += "COPY a /" + std::to_string(i) + "\n";
  const StageReport found = report(text);
  EXPECT_EQ(found.stages[0].steps[99].repeats.size(), 99u);
  EXPECT_EQ(found.stages[0].steps[100].repeats.size(), 0u);
}

TEST_F(Stages, TellWhatIsMissingAndWhy) {
  file("out/x.js", 1);
  file("out/y.css", 1);
  file("in/z", 1);
  tree_.symlink("hidden", "in");
  tree_.file(".dockerignore", "out/*.js\nhidden\n!in/zz\n");
  const StageReport found = report("FROM a\nCOPY no out/*.js *.nothing hidden/z out /\n");
  EXPECT_THAT(sources(found),
              ElementsAre("no: 0 files 0 bytes; missing",
                          "out/*.js: 0 files 0 bytes; not 1 files 1 bytes; missing by out/*.js",
                          "*.nothing: 0 files 0 bytes; missing, optional",
                          "hidden/z: 0 files 0 bytes; missing by hidden",
                          "out: 1 files 1 bytes; not 1 files 1 bytes"));
}

TEST_F(Stages, TellWhatBuildKitLoses) {
  file("d/a", 1);
  file("d/b", 1);
  file("src/x/y", 1);
  tree_.symlink("l", "d");
  EXPECT_THAT(sources(report("FROM a\nCOPY l/a l/b /\n")),
              ElementsAre("l/a: 1 files 1 bytes", "l/b: 0 files 0 bytes; missing, lost"));
  // The directory is sent, and nothing in it.
  EXPECT_THAT(sources(report("FROM a\nCOPY src/*/** /\n")),
              ElementsAre("src/*/**: 0 files 0 bytes; missing, lost"));
}

TEST_F(Stages, MissNothingThatComesFromElsewhere) {
  file("a", 1);
  EXPECT_THAT(sources(report("FROM a\nADD git@github.com:a/b.git /b/\n"
                             "RUN --mount=type=tmpfs,target=/t,source=no true\n")),
              ElementsAre("no: 0 files 0 bytes"));
}

TEST_F(Stages, TakeNothingThatTheCopyExcludes) {
  file("s/a.md", 1);
  file("s/b", 10);
  file("s/x/c.md", 100);
  file("s/x/d", 1000);
  tree_.file(".dockerignore", "s/x\n");
  EXPECT_THAT(sources(report("FROM a\nCOPY --exclude=**/*.md s /\n")),
              ElementsAre("s: 1 files 10 bytes; not 1 files 1000 bytes"));
  EXPECT_THAT(sources(report("FROM a\nCOPY --exclude=*.md s/a.md /\n")),
              ElementsAre("s/a.md: 0 files 0 bytes"));
}

// The tree is large enough for helpers to be called in.
TEST_F(Stages, AreTheSameForAnyNumberOfThreads) {
  for (int i = 0; i < 3000; ++i) {
    const std::string place = std::to_string(i % 7) + "/" + std::to_string(i % 29) + "/";
    file((i % 3 == 0 ? "vendor/" : "src/") + place + std::to_string(i) + (i % 2 ? ".c" : ".md"), 1);
  }
  tree_.symlink("link", "src/3");
  tree_.file(".dockerignore", "**/*.md\n!src/1\nvendor/2\n");
  const tare::BuildPlan plan(
      tare::Dockerfile::parse(
          "FROM a AS b\nCOPY src/1 src/2/* /a/\nCOPY --exclude=**/3* vendor /v/\n"
          "FROM b\nCOPY link/5 src/*/7 none /\n"),
      {});
  const auto told = [&](unsigned threads) {
    tare::StagesOptions options;
    options.threads = threads;
    return to_json(tare::stages(tare::Context(tree_.path()), plan, options), "shop");
  };
  const std::string one = told(1);
  // All but *.md, those in src/1 as well, whose exception decides nothing there, and 72 in
  // vendor/2; and the ignore file.
  EXPECT_THAT(one, HasSubstr("\"files\": 1429"));
  for (const unsigned threads : {2u, 3u, 8u}) EXPECT_EQ(told(threads), one) << threads;
}

TEST_F(Stages, LeaveOutWhatTheTargetDoesNotNeed) {
  file("a", 1);
  file("b", 2);
  const std::string dockerfile = "FROM x AS one\nCOPY a /\nFROM x AS two\nCOPY b /\n";
  EXPECT_THAT(sources(report(dockerfile, {"one", {}, {}})), ElementsAre("a: 1 files 1 bytes"));
  EXPECT_EQ(amount(report(dockerfile, {"one", {}, {}}).unused), "1 files 2 bytes");
}

TEST_F(Stages, AreDrawnWithTextsThatStayTexts) {
  file("a", 1234);
  StageReport found =
      report("FROM x AS one\nCOPY a /\nFROM one\nCOPY --from=i /a /\nCOPY --from=one /b /\n");
  found.stages[1].steps[0].step.from[0].image = "i<script>&\"\\n\x1b";
  const std::string svg = to_svg(found);
  EXPECT_THAT(svg, HasSubstr("i&lt;script&gt;&amp;&quot;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("style=")));
  EXPECT_THAT(svg, HasSubstr(">1.2 kB</text>"));
  const std::string dot = to_dot(found);
  EXPECT_THAT(dot, HasSubstr("i<script>&\\\"\\\\n\\\\x1b"));
  EXPECT_THAT(dot, HasSubstr("stage0 -> stage1 [label=\"FROM\", style=dashed]"));
  EXPECT_THAT(dot, HasSubstr("stage0 -> stage1 [label=\"COPY\\nline 5\"]"));
  EXPECT_THAT(dot, HasSubstr("context -> stage0 [label=\"1.2 kB\\n1 file\"]"));
}

TEST_F(Stages, AreTextForPrograms) {
  file("a", 1);
  const auto json =
      nlohmann::json::parse(to_json(report("FROM x\nCOPY a b\xFF /\nRUN make\n"), "shop"));
  EXPECT_EQ(json["stages"][0]["steps"][0]["text_b64"], "Q09QWSBhIGL/IC8=");
  EXPECT_EQ(json["stages"][0]["steps"][0]["sources"][1]["missing"], true);
  EXPECT_EQ(json["stages"][0]["steps"][1]["instruction"], "run");
  EXPECT_EQ(json["needed"]["bytes"], 1);
}

}  // namespace
