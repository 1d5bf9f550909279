// Findings about rules, each with a near miss beside it. Where a finding says what to write
// instead, that is written, and the finding must be gone.

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

#include "support/listing.hpp"
#include "support/temp_tree.hpp"
#include "tare/lint.hpp"

namespace {

using tare::Dialect;
using tare::Finding;
using tare::Fix;
using test::TempTree;
using testing::ElementsAre;
using testing::IsEmpty;

// A tree with an ignore file.
class Project {
 public:
  explicit Project(const std::string& rules) { write(rules); }

  Project& file(const std::string& name, std::size_t bytes = 1) {
    tree_.file(name, std::string(bytes, 'x'));
    return *this;
  }
  Project& dialect(Dialect dialect) {
    dialect_ = dialect;
    return *this;
  }

  void write(const std::string& rules) {
    rules_ = rules;
    beside_.file("rules", rules);
  }

  [[nodiscard]] tare::Context context(Dialect dialect) const {
    tare::ContextOptions options;
    options.directory = tree_.path();
    options.ignore_file = beside_.path("rules");
    options.dialect = dialect;
    return tare::Context(options);
  }

  // Of these kinds.
  [[nodiscard]] std::vector<Finding> findings(const std::set<std::string>& ids) const {
    tare::LintOptions options;
    options.ask_git = false;
    std::vector<Finding> found = tare::lint(context(dialect_), options).findings;
    found.erase(std::remove_if(found.begin(), found.end(),
                               [&](const Finding& each) { return ids.count(each.id) == 0; }),
                found.end());
    std::sort(found.begin(), found.end(),
              [](const Finding& a, const Finding& b) { return a.line < b.line; });
    return found;
  }

  // `LINE: MESSAGE | FIX` for each finding of one kind. Carries out its fixes, which must help.
  std::vector<std::string> lint(const std::string& id) {
    std::vector<std::string> lines;
    const std::vector<Finding> found = findings({id});
    for (const Finding& finding : found) {
      lines.push_back(std::to_string(finding.line) + ": " + finding.message + shown(finding.fix));
    }
    for (const Finding& finding : found) check_fix(finding);
    return lines;
  }

 private:
  static std::string shown(const Fix& fix) {
    switch (fix.action) {
      case Fix::Action::none:
        return fix.text.empty() ? "" : " | " + fix.text;
      case Fix::Action::add:
        return " | add " + fix.text;
      case Fix::Action::replace:
        return " | write " + fix.text;
      case Fix::Action::remove:
        break;
    }
    return " | remove";
  }

  void check_fix(const Finding& finding) {
    if (finding.fix.action == Fix::Action::none) return;
    const std::string before = rules_;
    std::istringstream in(before);
    std::string after;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      if (++number == finding.line && finding.fix.action == Fix::Action::remove) continue;
      const bool here = number == finding.line && finding.fix.action == Fix::Action::replace;
      after += (here ? finding.fix.text : line) + "\n";
    }
    if (finding.fix.action == Fix::Action::add) after += finding.fix.text + "\n";
    write(after);
    for (const Finding& left : findings({finding.id})) {
      EXPECT_NE(left.message, finding.message) << after;
    }
    write(before);
  }

  TempTree tree_;
  TempTree beside_;
  std::string rules_;
  Dialect dialect_ = Dialect::buildkit;
};

// --- the text of a line

TEST(LintText, ASlashAtTheEndIsDropped) {
  EXPECT_THAT(Project("/logs/\na/b/\n!keep//\nlogs\n").lint("trailing-slash"),
              ElementsAre("1: '/logs/' is read as '/logs' | write /logs",
                          "2: 'a/b/' is read as 'a/b' | write a/b",
                          "3: '!keep//' is read as '!keep' | write !keep"));
  EXPECT_THAT(Project("/\n/logs\n*\n").lint("trailing-slash"), IsEmpty());
}

TEST(LintText, ACommentBehindAPatternIsPartOfIt) {
  EXPECT_THAT(
      Project("tmp # scratch\n!a\t# b\n #all\n").lint("inline-comment"),
      ElementsAre("1: the pattern is 'tmp # scratch', with '# scratch' and all | write tmp",
                  "2: the pattern is 'a\t# b', with '# b' and all | write !a",
                  "3: white space before '#' makes a pattern of this comment | write #all"));
}

TEST(LintText, AHashInANameThatIsThereIsNoComment) {
  Project project("issue #1\nC#\na#b\n# comment\n");
  EXPECT_THAT(project.file("issue #1").file("C#").lint("inline-comment"), IsEmpty());
}

TEST(LintText, OperatorsOfRegularExpressionsBesideAWildcard) {
  EXPECT_THAT(
      Project("a|b*\nx{2}*\n^a*\na?^b\n*.{js,ts}\n!{a,b}/{c,d}*\n").lint("leaked-regexp"),
      ElementsAre("1: '|' makes two regular expressions of 'a|b*', and neither is bound to a "
                  "whole name | write a\nb*",
                  "2: '{2}' in 'x{2}*' repeats what stands before it | write x\\{2\\}*",
                  "3: '^' in '^a*' stands for the beginning of a name | write a*",
                  "4: '^' in 'a?^b' stands for the beginning of a name | write a?\\^b",
                  "5: '{js,ts}' in '*.{js,ts}' is no list of alternatives and stands for itself | "
                  "write *.js\n*.ts",
                  "6: '{a,b}' in '!{a,b}/{c,d}*' is no list of alternatives and stands for itself "
                  "| write !a/c*\n!a/d*\n!b/c*\n!b/d*"));
}

TEST(LintText, TheSameCharactersThatDoNoHarm) {
  Project project("a|b\n^a\nx{2}\n[^a]\n[|{}]*\n\\|*\n{{name}}/*\n*.{a,b}\n");
  EXPECT_THAT(project.file("x.{a,b}").lint("leaked-regexp"), IsEmpty());
}

// --- rules and other rules

TEST(LintRelations, TheSameLineAgain) {
  EXPECT_THAT(Project("a\n*.md\na\n").lint("duplicate-rule"),
              ElementsAre("3: 'a' is line 1 again | remove"));
  // Docker does not go back to what lies below a directory that was excluded before.
  EXPECT_THAT(Project("a\n!a/x\na\n").lint("duplicate-rule"),
              ElementsAre("3: 'a' is line 1 again | remove"));
  EXPECT_THAT(Project("a\n!a\na\n").lint("duplicate-rule"), IsEmpty());
}

TEST(LintRelations, ARuleWithinAnother) {
  EXPECT_THAT(Project("node_modules\nnode_modules/x\n").lint("shadowed-rule"),
              ElementsAre("2: all that 'node_modules/x' matches is covered by 'node_modules' in "
                          "line 1 | remove"));
  EXPECT_THAT(Project("a.md\n**/*.md\n").lint("shadowed-rule"),
              ElementsAre("1: all that 'a.md' matches is covered by '**/*.md' in line 2 | remove"));
  EXPECT_THAT(Project("a\n!a\n").lint("shadowed-rule"),
              ElementsAre("1: all that 'a' excludes is brought back by '!a' in line 2 | remove"));
  EXPECT_THAT(Project("**/*.log\n**/debug.log\n").lint("shadowed-rule"),
              ElementsAre("2: all that '**/debug.log' matches is covered by '**/*.log' in line 1 | "
                          "remove"));
  EXPECT_THAT(Project("*.md\n!a.md\na.md\n").lint("shadowed-rule"), IsEmpty());
  EXPECT_THAT(Project("*.md\n**/a.md\n").lint("shadowed-rule"), IsEmpty());
}

TEST(LintRelations, AnExceptionTooEarly) {
  EXPECT_THAT(Project("!keep.md\n*.md\n").lint("dead-exception"),
              ElementsAre("1: no line before it excludes anything that '!keep.md' matches; '*.md' "
                          "in line 2 comes later | move it behind line 2"));
  EXPECT_THAT(
      Project("*.js\n!keep.md\n").lint("dead-exception"),
      ElementsAre("2: no line before it excludes anything that '!keep.md' matches | remove"));
  EXPECT_THAT(Project("*.md\n!a.md\n*.md\n").lint("dead-exception"),
              ElementsAre("2: all that '!a.md' brings back is excluded again by '*.md' in line 3 | "
                          "move it behind line 3"));
  EXPECT_THAT(Project("*.md\n!keep.md\n").lint("dead-exception"), IsEmpty());
}

TEST(LintRelations, AnExceptionForWhatIsNeverReached) {
  EXPECT_THAT(Project("a/*\n!a/*/**\n").lint("dead-exception"),
              ElementsAre("2: '!a/*/**' is for what lies in directories excluded by 'a/*' in line "
                          "1, and BuildKit does not look there | write !a/*/**/*"));
  EXPECT_THAT(Project("*\n!*/go.mod\n").lint("dead-exception"), IsEmpty());
  EXPECT_THAT(Project("*\n!*/go.mod\n").dialect(Dialect::classic).lint("dead-exception"),
              ElementsAre("2: '!*/go.mod' is for what lies in directories excluded by '*' in line "
                          "1, and the classic builder does not look there | spell out the names of "
                          "the directories"));
  EXPECT_THAT(Project("*\n!a\n!*/go.mod\n").dialect(Dialect::classic).lint("dead-exception"),
              IsEmpty());
}

// --- habits

TEST(LintHabits, ANameThatWasMeantForAnyDepth) {
  Project project("*.md\nlogs/\nvendor\n");
  project.file("a.md").file("x/b.md", 1500).file("x/y/c.md", 500).file("x/logs/1", 7);
  EXPECT_THAT(
      project.lint("root-only-name"),
      ElementsAre("1: '*.md' matches in the root only; 2 files (2.0 kB) below are sent | write "
                  "**/*.md",
                  "2: 'logs' matches in the root only; 1 file (7 B) below is sent | write "
                  "**/logs"));
  const std::vector<Finding> found = project.findings({"root-only-name", "unused-rule"});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].files, 2u);
  EXPECT_EQ(found[0].bytes, 2000u);
  EXPECT_EQ(found[0].largest.front().name, "x/b.md");
  EXPECT_EQ(found[1].largest.front().name, "x/logs/");
  EXPECT_EQ(found[2].id, "unused-rule");
}

TEST(LintHabits, ANameThatIsMeantForTheRoot) {
  Project project("/*.md\n*.js\n!*/*.js\n");
  EXPECT_THAT(project.file("x/b.md").file("x/a.js").lint("root-only-name"), IsEmpty());
  Project readme("README.md\n");
  const auto found = readme.file("README.md").file("x/README.md").findings({"root-only-name"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().severity, tare::Severity::note);
}

TEST(LintHabits, AnotherCaseThanWhatIsThere) {
  Project project("Node_Modules\n**/*.LOG\n*\n!readme.md\n!src\n");
  project.file("node_modules/x").file("src/a.log").file("README.md");
  EXPECT_THAT(project.lint("case-mismatch"),
              ElementsAre("2: '**/*.LOG' matches nothing, and would match 'src/a.log' but for the "
                          "case of letters | write **/*.log",
                          "4: '!readme.md' matches nothing, and would match 'README.md' but for "
                          "the case of letters | write !README.md"));
  EXPECT_THAT(project.findings({"unused-rule"}), IsEmpty());
  Project right("Docs\n");
  EXPECT_THAT(right.file("Docs/x").file("docs/y").lint("case-mismatch"), IsEmpty());
}

// --- what builders do not look into

TEST(LintDescent, AnExceptionBelowADirectoryThatBuildKitDoesNotEnter) {
  Project project("a/*\n!a/*/**\n");
  project.file("a/x/1", 10).file("a/x/2", 20).file("a/y/3", 5);
  EXPECT_THAT(project.lint("lossy-exception"),
              ElementsAre("2: '!a/*/**' does not bring back 3 files (35 B) below 2 directories: "
                          "BuildKit does not look there | write !a/*/**/*"));
  EXPECT_THAT(project.findings({"dialects-differ"}), IsEmpty());
  EXPECT_THAT(Project("a/*\n!a/x\n").file("a/x/1").lint("lossy-exception"), IsEmpty());
}

TEST(LintDescent, AWildcardThatOnlyBuildKitFollows) {
  Project project("lib\n!**/*.h\n");
  project.file("lib/a.h", 10).file("lib/a.c", 20).file("a.h");
  EXPECT_THAT(project.lint("dialects-differ"),
              ElementsAre("2: '!**/*.h' brings back 1 file (10 B) below 'lib/' for BuildKit, and "
                          "not for the classic builder | add !lib/a.h"));
  EXPECT_THAT(project.findings({"lossy-exception"}), IsEmpty());
  project.dialect(Dialect::classic);
  EXPECT_EQ(project.lint("dialects-differ").size(), 1u);
  EXPECT_THAT(
      project.lint("lossy-exception"),
      ElementsAre("2: '!**/*.h' does not bring back 1 file (10 B) below 'lib/': the classic "
                  "builder does not look there | add !lib/a.h"));
  EXPECT_THAT(Project("lib\n!lib/*.h\n").file("lib/a.h").lint("dialects-differ"), IsEmpty());
}

// All the files in a tree that the rules include, against the lists of both builders.
class Lists {
 public:
  Lists(const Project& project, const std::vector<std::string>& files)
      : buildkit(sent(project.context(Dialect::buildkit))),
        classic(sent(project.context(Dialect::classic))) {
    const tare::Matcher matcher = project.context(Dialect::buildkit).matcher();
    for (const std::string& name : files) {
      if (!matcher.match(name).excluded) included.insert(name);
    }
  }

  [[nodiscard]] std::size_t differing() const {
    std::vector<std::string> names;
    std::set_symmetric_difference(buildkit.begin(), buildkit.end(), classic.begin(), classic.end(),
                                  std::back_inserter(names));
    return names.size();
  }

  std::set<std::string> included, buildkit, classic;

 private:
  static std::set<std::string> sent(const tare::Context& context) {
    std::set<std::string> names;
    for (const std::string& name : test::included(context)) {
      if (name.back() != '/') names.insert(name);
    }
    return names;
  }
};

std::uint64_t files_in(const std::vector<Finding>& findings) {
  std::uint64_t files = 0;
  for (const Finding& finding : findings) files += *finding.files;
  return files;
}

TEST(LintDescent, CountsWhatTheListsOfBothBuildersShow) {
  Project project("");
  std::vector<std::string> files;
  for (const std::string a : {"a", "b", "c"}) {
    for (const std::string b : {"a", "b", "c"}) {
      for (const std::string c : {"a", "b", "c"}) {
        files.push_back(std::string(a).append("/").append(b).append("/").append(c));
        project.file(files.back());
      }
    }
  }
  const std::vector<std::string> exclusions{"a",   "a/*",   "**/b", "*", "*/a",
                                            "a/b", "*/*/*", "b/*",  "c", "**"};
  const std::vector<std::string> exceptions{"!**/a", "!a/*/**", "!a/b", "!*/b",    "!a/*/b",
                                            "!b/**", "!a/b/c",  "!b/*", "!b/*/**", "!**/a/*"};
  std::mt19937 random(3);
  std::size_t lossy = 0;
  std::size_t differing = 0;
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    std::string rules;
    for (std::size_t line = 0; line < 4; ++line) {
      const auto& lines = line % 2 == 0 ? exclusions : exceptions;
      if (random() % 3 != 0) rules += lines[random() % lines.size()] + "\n";
    }
    project.write(rules);
    const Lists lists(project, files);
    for (const Dialect dialect : {Dialect::buildkit, Dialect::classic}) {
      project.dialect(dialect);
      const auto& here = dialect == Dialect::buildkit ? lists.buildkit : lists.classic;
      const std::size_t lost = lists.included.size() - here.size();
      EXPECT_EQ(files_in(project.findings({"lossy-exception"})), lost) << rules;
      EXPECT_EQ(files_in(project.findings({"dialects-differ"})), lists.differing()) << rules;
      if (lost != 0) ++lossy;
    }
    if (lists.differing() != 0) ++differing;
  }
  EXPECT_GT(lossy, 40u);
  EXPECT_GT(differing, 30u);
}

// --- without use

TEST(LintUnused, NotWhereAnotherLineCanGoForIt) {
  Project project(".git\n**/.git\n");
  project.file(".git/HEAD");
  EXPECT_EQ(project.lint("shadowed-rule").size(), 1u);
  EXPECT_THAT(project.lint("unused-rule"), IsEmpty());
}

TEST(LintUnused, NotWhereItIsAPrecaution) {
  Project project("node_modules\n**/*.log\n*.pem\n**/__pycache__/**\n!node_modules\nlogs\n");
  project.file("app.js");
  EXPECT_THAT(project.lint("unused-rule"),
              ElementsAre("5: '!node_modules' brings nothing back in this tree | remove",
                          "6: 'logs' decides on nothing in this tree | remove"));
}

TEST(LintUnused, ARuleThatDecidesOnNothingHere) {
  Project project("nothing\nDockerfile\n.git\n!x\n../up\n");
  project.file("Dockerfile").file(".git/HEAD");
  EXPECT_THAT(project.lint("unused-rule"),
              ElementsAre("1: 'nothing' decides on nothing in this tree | remove",
                          "5: '../up' matches nothing: names begin below the context | remove"));
}

// --- of many

TEST(LintMany, TheMostImportantAndLargestOfAKindAreToldAndTheRestIsCounted) {
  std::string rules;
  Project project("");
  for (std::size_t i = 1; i <= 203; ++i) {
    const std::string name = "n" + std::to_string(i);
    rules += name + "\n";
    project.file("d/" + name, i);
  }
  project.file("n203");  // makes a note of it
  project.write(rules);
  std::vector<Finding> found = project.findings({"root-only-name"});
  ASSERT_EQ(found.size(), 201u);
  EXPECT_EQ(found[0].message, "3 more findings of root-only-name");
  EXPECT_EQ(found[0].path, "");
  EXPECT_EQ(found[0].severity, tare::Severity::warning);
  EXPECT_EQ(found[1].line, 3u);
  EXPECT_EQ(found[200].line, 202u);
}

TEST(LintMany, WhatIsAllowedTakesNoPlace) {
  std::string rules;
  for (int i = 0; i < 100; ++i) rules += "# tare: allow unused-rule\na" + std::to_string(i) + "\n";
  for (int i = 0; i < 200; ++i) rules += "b" + std::to_string(i) + "\n";
  Project project(rules);
  EXPECT_EQ(project.findings({"unused-rule"}).size(), 200u);
  EXPECT_EQ(tare::lint(project.context(Dialect::buildkit)).allowed, 100u);
}

}  // namespace
