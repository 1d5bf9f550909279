#include "tare/explain.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "support/temp_tree.hpp"
#include "support/vectors.hpp"
#include "tare/error.hpp"
#include "tare/walk.hpp"

namespace {

using tare::Dialect;
using tare::Explanation;
using tare::IgnoreFile;
using tare::Matcher;
using tare::Step;
using testing::ElementsAre;
using testing::IsEmpty;

Matcher matcher(std::string_view rules, Dialect dialect = Dialect::buildkit) {
  return Matcher(IgnoreFile::parse(rules), dialect);
}

std::string part(const Explanation& explanation, std::size_t size) {
  return explanation.name.substr(0, size);
}

// `excluded by 2 a/b`, with the directories that Docker enters and does not enter behind it.
std::string answer(const Matcher& matcher, std::string_view name) {
  const Explanation e = tare::explain(matcher, name);
  std::string text = e.excluded ? "excluded" : "included";
  if (e.rule != nullptr) text += " by " + std::to_string(e.rule->line) + " " + part(e, e.reach);
  if (e.entered != 0) text += ", entered " + part(e, e.entered);
  if (e.never_entered != 0) text += ", never entered " + part(e, e.never_entered);
  return text;
}

// Each step as `LINE PART EFFECT`.
std::vector<std::string> steps(const Matcher& matcher, std::string_view name) {
  static const std::map<Step::Effect, const char*> kWords = {
      {Step::Effect::excluded, "excluded"},
      {Step::Effect::brought_back, "brought back"},
      {Step::Effect::repeated, "repeated"},
      {Step::Effect::overruled, "overruled"},
      {Step::Effect::lost, "lost"}};
  const Explanation e = tare::explain(matcher, name);
  std::vector<std::string> list;
  for (const Step& step : e.steps) {
    list.push_back(std::to_string(step.rule->line) + " " + part(e, step.reach) + " " +
                   kWords.at(step.effect));
  }
  return list;
}

TEST(Explain, TellsTheVerdictTheRuleAndWhatItMatched) {
  EXPECT_EQ(answer(matcher("x\na"), "b"), "included");
  EXPECT_EQ(answer(matcher("x\na"), "a"), "excluded by 2 a");
  EXPECT_EQ(answer(matcher("a\n!a/b"), "a/b/c"), "included by 2 a/b, entered a");
  EXPECT_EQ(answer(matcher("a\n!a/b"), "a/c"), "excluded by 1 a, entered a");
}

TEST(Explain, TheContextItselfIsNeverExcluded) {
  EXPECT_EQ(answer(matcher("**"), ""), "included");
  EXPECT_THAT(steps(matcher("**"), ""), IsEmpty());
}

TEST(Explain, ADirectoryThatIsNeverEnteredDecidesForAllBelowIt) {
  EXPECT_EQ(answer(matcher("a"), "a/b/c"), "excluded by 1 a, never entered a");
  const Matcher classic = matcher("a\n!**/c", Dialect::classic);
  EXPECT_EQ(answer(classic, "a/b/c"), "excluded by 1 a, never entered a");
  EXPECT_EQ(answer(matcher("a\n!**/c"), "a/b/c"), "included by 2 a/b/c, entered a/b");
  const Matcher trimmed = matcher("a/*\n!a/*/**");
  EXPECT_EQ(answer(trimmed, "a/b/c"), "excluded by 1 a/b, never entered a/b");
  EXPECT_EQ(answer(trimmed, "a/b"), "excluded by 1 a/b");
}

TEST(Explain, TheTopmostDirectoryNeverEnteredCounts) {
  const Matcher classic = matcher("a\n!a/b/*\na/b/c\n!**/e", Dialect::classic);
  EXPECT_EQ(answer(classic, "a/x/y/z"), "excluded by 1 a, entered a, never entered a/x");
}

TEST(Explain, StepsGoDownTheNameAndThenDownTheFile) {
  EXPECT_THAT(steps(matcher("**/c\na\n!a/b"), "a/b/c"),
              ElementsAre("2 a excluded", "3 a/b brought back", "1 a/b/c overruled"));
  EXPECT_THAT(steps(matcher("a\na\n!a\n!a\n!**/b"), "a"),
              ElementsAre("1 a excluded", "2 a repeated", "3 a brought back", "4 a repeated"));
  EXPECT_THAT(steps(matcher("!a\nb"), "a"), ElementsAre("1 a repeated"));
  EXPECT_THAT(steps(matcher("x"), "a"), IsEmpty());
}

TEST(Explain, ARuleThatDecidesNothingIsToldOnce) {
  EXPECT_THAT(steps(matcher("a/**"), "a/b/c/d"), ElementsAre("1 a/b excluded"));
  EXPECT_THAT(steps(matcher("a/**\na/**"), "a/b/c/d"),
              ElementsAre("1 a/b excluded", "2 a/b repeated"));
}

TEST(Explain, WhatDockerNeverLooksAtIsLost) {
  const Matcher classic = matcher("a\n!a/*/c\n**/c\n!**/d", Dialect::classic);
  EXPECT_THAT(steps(classic, "a/b/c/d"),
              ElementsAre("1 a excluded", "2 a/b/c lost", "3 a/b/c lost", "4 a/b/c/d lost"));
  EXPECT_EQ(answer(classic, "a/b/c/d"), "excluded by 1 a, entered a, never entered a/b");
}

TEST(Explain, KnowsWhatABuilderNeeds) {
  const test::TempTree tree;
  tree.file("Dockerfile");
  tree.file(".dockerignore", "Dockerfile\na\n");
  const tare::Context context(tree.path());
  EXPECT_TRUE(tare::explain(context, "Dockerfile").excluded);
  EXPECT_TRUE(tare::explain(context, "Dockerfile").sent_for_builder);
  EXPECT_FALSE(tare::explain(context, ".dockerignore").sent_for_builder);  // nothing excludes it
  EXPECT_FALSE(tare::explain(context, "a").sent_for_builder);
  EXPECT_FALSE(tare::explain(context.matcher(), "Dockerfile").sent_for_builder);
}

std::vector<std::size_t> lines_that_enter(const Matcher& matcher, std::string_view directory) {
  std::vector<std::size_t> lines;
  for (const tare::Rule* rule : tare::entered_for(matcher, directory)) lines.push_back(rule->line);
  return lines;
}

TEST(EnteredFor, NamesTheExceptionsThatOpenADirectory) {
  const char* rules = "a\n!a/b/c\n!x\n!a/?\n #/../!a/d\n";
  EXPECT_THAT(lines_that_enter(matcher(rules), "a"), ElementsAre(2, 4, 5));
  EXPECT_THAT(lines_that_enter(matcher(rules), "z"), ElementsAre(4));
  EXPECT_THAT(lines_that_enter(matcher(rules, Dialect::classic), "a"), ElementsAre(2, 4, 5));
  EXPECT_THAT(lines_that_enter(matcher(rules, Dialect::classic), "z"), IsEmpty());
}

// ---- What `explain` says is what a walk finds. ----

std::vector<std::string> with_parents(const std::vector<std::string>& names) {
  std::set<std::string> all;
  for (std::string name : names) {
    if (name.back() == '/') name.pop_back();
    all.insert(name);
    for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1)) {
      all.insert(name.substr(0, at));
    }
  }
  return {all.begin(), all.end()};
}

bool holds_one_of(const std::string& directory, const std::set<std::string>& names) {
  const auto next = names.lower_bound(directory + "/");
  return next != names.end() && next->compare(0, directory.size() + 1, directory + "/") == 0;
}

// `listed` is Docker's list; its directories end in `/`.
void expect_same(const Matcher& matcher, const std::vector<std::string>& names,
                 const std::vector<std::string>& listed) {
  const std::set<std::string> list(listed.begin(), listed.end());
  std::set<std::string> explained;
  for (const std::string& name : names) {
    const Explanation e = tare::explain(matcher, name);
    const bool is_listed = list.count(name) + list.count(name + "/") != 0;
    if (e.excluded && is_listed) {
      // BuildKit lists it for the sake of something below it.
      EXPECT_EQ(matcher.dialect(), Dialect::buildkit) << name;
      EXPECT_TRUE(holds_one_of(name, list)) << name;
      EXPECT_EQ(e.never_entered, 0u) << name;
      EXPECT_TRUE(matcher.enters(name)) << name;
    } else {
      EXPECT_EQ(e.excluded, !is_listed) << name;
    }
    EXPECT_TRUE(!e.excluded || e.rule != nullptr) << name;
  }
}

class RecordedLists : public testing::TestWithParam<const char*> {};

TEST_P(RecordedLists, HoldWhatIsExplainedAsIncluded) {
  std::size_t compared = 0;
  for (const test::Vector& vector : test::read_vectors(GetParam())) {
    if (vector.rejected) continue;
    SCOPED_TRACE(vector.where);
    std::vector<std::string> names;
    for (const std::string& file : vector.files) {
      names.push_back(vector.links ? file.substr(0, file.find(" -> ")) : file);
    }
    names = with_parents(names);
    expect_same(matcher(vector.ignore, Dialect::buildkit), names, vector.buildkit);
    expect_same(matcher(vector.ignore, Dialect::classic), names, vector.classic);
    ++compared;
  }
  EXPECT_GT(compared, 100u);
}

INSTANTIATE_TEST_SUITE_P(Explain, RecordedLists,
                         testing::Values("plain.jsonl", "corners.jsonl", "exotic.jsonl"));

// Compares each entry that a walk hands out, and the rule it names.
class Comparing : public tare::Visitor {
 public:
  Comparing(const Matcher& matcher, const std::vector<std::string>& names)
      : matcher_(matcher), left_(names.begin(), names.end()) {}

  Next include(const tare::Entry& entry) override {
    compare(entry, entry.reason == tare::Entry::Reason::parent);
    return Next::go_on;
  }

  void exclude(const tare::Entry& entry, Extent extent) override {
    compare(entry, true);
    if (extent != Extent::whole_unread || entry.kind != tare::Kind::directory) return;
    // Nobody has looked below it.
    const std::string below = std::string(entry.name) + "/";
    while (true) {
      const auto next = left_.lower_bound(below);
      if (next == left_.end() || next->compare(0, below.size(), below) != 0) return;
      const Explanation e = tare::explain(matcher_, *next);
      EXPECT_TRUE(e.excluded) << *next;
      EXPECT_EQ(e.rule, entry.verdict.rule) << *next;
      if (!matcher_.enters(entry.name)) {
        EXPECT_EQ(e.never_entered, entry.name.size()) << *next;
      }
      left_.erase(next);
    }
  }

  [[nodiscard]] const std::set<std::string>& left() const { return left_; }

 private:
  void compare(const tare::Entry& entry, bool excluded) {
    const Explanation e = tare::explain(matcher_, entry.name);
    EXPECT_EQ(e.excluded, excluded) << entry.name;
    EXPECT_EQ(e.rule, entry.verdict.rule) << entry.name;
    EXPECT_EQ(e.reach, entry.verdict.reach) << entry.name;
    EXPECT_EQ(e.never_entered, 0u) << entry.name;
    left_.erase(std::string(entry.name));
  }

  const Matcher& matcher_;
  std::set<std::string> left_;
};

// Where nothing can be included any more, a plain walk does not care which rule excludes a name.
const tare::WalkOptions kEveryDecision{false, true};

TEST(Explain, AgreesWithAWalkOnEveryNameAndRule) {
  const std::vector<std::string> files = {"a/a/a", "a/a/b.c", "a/b/a", "a/b/b/b.c", "a/c.c", "b.c",
                                          "b/a",   "b/b.c",   "b/b/",  "c/a/b/c/a", "c/b"};
  const std::vector<std::string> lines = {"a",      "*",      "**/a",    "a/*",   "**/*.c",
                                          "a/b/**", "!a/b",   "!a/a/*",  "!**/a", "!*.c",
                                          "!c/*/b", "!**/b*", "!a/*/**", "!a",    "!**/*.c"};
  const test::TempTree tree;
  const test::TempTree beside;
  for (const std::string& file : files) {
    file.back() == '/' ? tree.directory(file) : tree.file(file);
  }
  const std::vector<std::string> names = with_parents(files);
  tare::ContextOptions options;
  options.directory = tree.path();
  options.ignore_file = beside.path("rules");
  std::size_t walks = 0;
  for (std::size_t i = 0; i < lines.size() * lines.size() * lines.size(); ++i) {
    const std::string rules = lines[i % lines.size()] + "\n" +
                              lines[i / lines.size() % lines.size()] + "\n" +
                              lines[i / lines.size() / lines.size()] + "\n";
    SCOPED_TRACE(rules);
    beside.file("rules", rules);
    for (const Dialect dialect : {Dialect::buildkit, Dialect::classic}) {
      options.dialect = dialect;
      const tare::Context context(options);
      Comparing comparing(context.matcher(), names);
      tare::walk(context, kEveryDecision, comparing);
      EXPECT_THAT(comparing.left(), IsEmpty());
      ++walks;
    }
    if (HasFailure()) return;  // one is enough to read
  }
  EXPECT_EQ(walks, 2 * lines.size() * lines.size() * lines.size());
}

TEST(ExplanationJson, SaysAllOfIt) {
  const Matcher rules = matcher("a\n!**/\xFF", Dialect::classic);
  const std::vector<Explanation> asked = {tare::explain(rules, "a/\xFF"), tare::explain(rules, "")};
  const nlohmann::json json = nlohmann::json::parse(tare::to_json(asked, rules));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["dialect"], "classic");
  EXPECT_EQ(json["ignore_file"], ".dockerignore");
  const nlohmann::json& lost = json["paths"][0];
  EXPECT_EQ(lost["path_b64"], "YS//");
  EXPECT_EQ(lost["excluded"], true);
  EXPECT_EQ(lost["rule"]["line"], 1);
  EXPECT_EQ(lost["matched"], "a");
  EXPECT_EQ(lost["never_entered"], "a");
  EXPECT_EQ(lost["steps"][1]["effect"], "lost");
  EXPECT_EQ(lost["steps"][1]["rule"]["exception"], true);
  EXPECT_EQ(lost["steps"][1]["matched_b64"], "YS//");
  const nlohmann::json& itself = json["paths"][1];
  EXPECT_EQ(itself["path"], ".");
  EXPECT_TRUE(itself["rule"].is_null());
  EXPECT_TRUE(itself["matched"].is_null());
  EXPECT_TRUE(itself["never_entered"].is_null());
}

TEST(ExplanationJson, IsADocumentWithoutPathsToo) {
  const nlohmann::json json = nlohmann::json::parse(tare::to_json({}, Matcher()));
  EXPECT_THAT(json["paths"], IsEmpty());
}

}  // namespace
