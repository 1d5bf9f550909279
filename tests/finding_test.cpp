#include "tare/finding.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/findings.hpp"

namespace {

using nlohmann::json;
using tare::Finding;
using tare::Fix;
using testing::HasSubstr;

const tare::FindingsSource kSource{"lint", "shop", 41, 212'000, "shop/.dockerignore", 3};

Finding root_only() {
  Finding finding;
  finding.id = "root-only-name";
  finding.path = "shop/.dockerignore";
  finding.line = 3;
  finding.message = "'*.md' matches in the root only; 212 files (1.4 MB) below are sent";
  finding.explanation = "A pattern matches from the root.";
  finding.fix = {Fix::Action::replace, "**/*.md"};
  finding.files = 212;
  finding.bytes = 1'400'000;
  return finding;
}

Finding too_large() {
  Finding finding;
  finding.id = "max-size";
  finding.severity = tare::Severity::error;
  finding.message = "the context is 68.6 MB, 18.6 MB over --max-size 50MB";
  finding.largest = {{"node_modules/", 7640, 61'200'000, "node_modules"},
                     {"a:b,c\n\xFF%", 1, 7'100'000, ""}};
  return finding;
}

json sarif_of(const std::vector<Finding>& findings) {
  return json::parse(tare::to_sarif(findings, kSource));
}

std::string output(std::string_view format, const std::vector<Finding>& findings,
                   std::optional<std::size_t> columns = {}) {
  return cli::findings_output(format, findings, kSource, columns);
}

TEST(Finding, TextSaysPlaceFixAndTheLargest) {
  EXPECT_EQ(output("text", {root_only(), too_large()}),
            "shop/.dockerignore:3: warning: root-only-name: '*.md' matches in the root only; 212 "
            "files (1.4 MB) below are sent\n"
            "    write: **/*.md\n"
            "tare: the context is 68.6 MB, 18.6 MB over --max-size 50MB\n"
            "   61.2 MB  7,640 files  node_modules/  add: node_modules\n"
            "    7.1 MB       1 file  a:b,c\\n\\xff%\n");
}

TEST(Finding, AFixOfSeveralLinesIsOneLineEach) {
  Finding finding = root_only();
  finding.message = "'*.{a,b}' lists no alternatives";
  finding.fix.text = "*.a\n*.\x1b";
  EXPECT_EQ(output("text", {finding}),
            "shop/.dockerignore:3: warning: root-only-name: '*.{a,b}' lists no alternatives\n"
            "    write:\n"
            "        *.a\n"
            "        *.\\x1b\n");
  EXPECT_THAT(output("github", {finding}), HasSubstr("%0Awrite:%0A    *.a%0A    *.\\x1b\n"));
  const json result = sarif_of({finding})["runs"][0]["results"][0];
  EXPECT_EQ(result["message"]["text"],
            "'*.{a,b}' lists no alternatives\nwrite:\n    *.a\n    *.\\x1b");
  const json change = result["fixes"][0]["artifactChanges"][0]["replacements"][0];
  EXPECT_EQ(change["insertedContent"]["text"], "*.a\n*.\x1b");
}

TEST(Finding, TextFitsTheTerminal) {
  Finding finding = too_large();
  finding.largest[0].name = std::string(200, 'd') + "/";
  EXPECT_THAT(output("text", {finding}, 80), HasSubstr("dddd…dddd"));
}

TEST(Finding, OnlyTextHasColors) {
  const cli::Palette palette(cli::Palette::When::always, 1);
  for (const std::string format : {"text", "json", "github", "sarif"}) {
    const std::string text =
        cli::findings_output(format, std::vector{root_only(), too_large()}, kSource, {}, palette);
    EXPECT_EQ(text.find('\x1b') != std::string::npos, format == "text") << format;
  }
}

TEST(Finding, AnnotationsEscapeWhatGitHubWouldTakeApart) {
  Finding finding = too_large();
  finding.path = "a:b,c%\n";
  EXPECT_EQ(output("github", {finding}),
            "::error file=a%3Ab%2Cc%25\\n,line=1,title=max-size::the context is 68.6 MB, 18.6 MB "
            "over --max-size 50MB%0A61.2 MB  7,640 files  node_modules/  add: node_modules%0A7.1 "
            "MB  1 file  a:b,c\\n\\xff%25\n");
}

TEST(Finding, AnAnnotationWithoutPlaceGoesToTheEndOfTheIgnoreFile) {
  EXPECT_THAT(output("github", {too_large()}), HasSubstr("file=shop/.dockerignore,line=3,"));
  const json place = sarif_of({too_large()})["runs"][0]["results"][0]["locations"][0];
  EXPECT_EQ(place["physicalLocation"]["artifactLocation"]["uri"], "shop/.dockerignore");
  EXPECT_EQ(place["physicalLocation"]["region"]["startLine"], 3);
}

TEST(Finding, ANoteIsANoticeToGitHub) {
  Finding finding = root_only();
  finding.severity = tare::Severity::note;
  EXPECT_THAT(output("github", {finding}), HasSubstr("::notice file="));
}

TEST(Finding, SarifSaysRuleLevelAndFix) {
  const json run = sarif_of({too_large(), root_only(), root_only()})["runs"][0];
  ASSERT_EQ(run["tool"]["driver"]["rules"].size(), 2u);
  EXPECT_EQ(run["tool"]["driver"]["rules"][1]["help"]["text"], "A pattern matches from the root.");
  const json& result = run["results"][1];
  EXPECT_EQ(result["ruleId"], "root-only-name");
  EXPECT_EQ(result["ruleIndex"], 1);
  EXPECT_EQ(result["level"], "warning");
  const json change = result["fixes"][0]["artifactChanges"][0]["replacements"][0];
  EXPECT_EQ(change["deletedRegion"]["startLine"], 3);
  EXPECT_EQ(change["insertedContent"]["text"], "**/*.md");
}

TEST(Finding, SarifTellsAnyPathAsUri) {
  Finding finding = root_only();
  finding.path = "./a b/\xFF:%";
  const auto uri = [&] {
    return sarif_of({finding})["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
                              ["artifactLocation"]["uri"];
  };
  EXPECT_EQ(uri(), "a%20b/%FF%3A%25");
  finding.path = "/etc/x";
  EXPECT_EQ(uri(), "file:///etc/x");
}

TEST(Finding, FingerprintsStayWhenLinesMoveAndFiguresChange) {
  Finding moved = root_only();
  moved.line = 30;
  moved.message = "'*.md' matches in the root only; 9 files below are sent";
  Finding other = root_only();
  other.fix.text = "**/*.log";
  const auto prints = [](const std::vector<Finding>& findings) {
    std::vector<std::string> all;
    const json log = sarif_of(findings);
    for (const json& result : log["runs"][0]["results"]) {
      all.push_back(result["partialFingerprints"]["tareFinding/v1"]);
    }
    return all;
  };
  EXPECT_EQ(prints({root_only()}), prints({moved}));
  const auto three = prints({root_only(), root_only(), other});
  EXPECT_NE(three[0], three[1]);
  EXPECT_NE(three[0], three[2]);
}

TEST(Finding, JsonHoldsItAllWhateverTheBytes) {
  const json root = json::parse(tare::to_json(std::vector{too_large(), root_only()}, kSource));
  EXPECT_EQ(root["schema"], 1);
  EXPECT_EQ(root["context"]["files"], 41);
  EXPECT_EQ(root["findings"][0]["largest"][0]["path"], "node_modules");
  EXPECT_EQ(root["findings"][0]["largest"][0]["directory"], true);
  EXPECT_EQ(root["findings"][0]["largest"][0]["line_to_add"], "node_modules");
  EXPECT_EQ(root["findings"][0]["largest"][1]["path_b64"], "YTpiLGMK/yU=");
  EXPECT_FALSE(root["findings"][0].contains("path"));
  EXPECT_EQ(root["findings"][1]["line"], 3);
  EXPECT_EQ(root["findings"][1]["fix"]["action"], "replace");
  EXPECT_EQ(root["findings"][1]["files"], 212);
  EXPECT_FALSE(root.contains("allowed"));
  tare::FindingsSource source = kSource;
  source.allowed = 2;
  EXPECT_EQ(json::parse(tare::to_json({}, source))["allowed"], 2);
}

}  // namespace
