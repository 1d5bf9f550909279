// Rules that are said to be redundant are taken out, alone and all together: by Docker's rules word
// for word, nothing may change.

#include "redundancy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>

#include "support/oracle.hpp"

namespace {

using tare::Dialect;
using Names = std::vector<std::string>;
using Reason = tare::Redundancy::Reason;

// A tree in which every directory holds the same names, down to some depth.
class Tree {
 public:
  Tree(const Names& components, std::size_t depth) { grow("", kNone, components, depth); }

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] const std::string& name(std::size_t i) const { return names_[i]; }
  // A parent stands before what is in it; npos at the top.
  [[nodiscard]] std::size_t parent(std::size_t i) const { return parents_[i]; }

  static constexpr std::size_t kNone = std::string::npos;

 private:
  void grow(const std::string& directory, std::size_t parent, const Names& components,
            std::size_t depth) {
    if (depth == 0) return;
    for (const std::string& component : components) {
      names_.push_back(directory + component);
      parents_.push_back(parent);
      grow(names_.back() + "/", names_.size() - 1, components, depth - 1);
    }
  }

  Names names_;
  std::vector<std::size_t> parents_;
};

// What the oracle says about one line and each name of a tree, so that many files can be put
// together from few lines.
struct Line {
  std::string text;
  bool exception = false;
  std::vector<bool> matches;
  std::vector<bool> enters_buildkit, enters_classic;
};

Line line_of(const std::string& text, const Tree& tree) {
  const tare::IgnoreFile file = tare::IgnoreFile::parse(text);
  const test::Oracle oracle(file);
  Line line;
  line.text = text;
  line.exception = file.rules().front().exception;
  for (std::size_t i = 0; i < tree.size(); ++i) {
    line.matches.push_back(!oracle.matching(tree.name(i)).empty());
    line.enters_buildkit.push_back(oracle.enters(Dialect::buildkit, tree.name(i)));
    line.enters_classic.push_back(oracle.enters(Dialect::classic, tree.name(i)));
  }
  return line;
}

using File = std::vector<const Line*>;

// For each name whether it is included, and whether each dialect sends it.
struct Outcome {
  std::vector<bool> included, buildkit, classic;
  bool operator==(const Outcome&) const = default;
};

// MatchesUsingParentResults, with the recorded rules as a set for each name.
Outcome outcome_of(const File& file, const Tree& tree) {
  Outcome result;
  std::vector<std::vector<bool>> recorded(tree.size());
  std::vector<bool> open_buildkit(tree.size()), open_classic(tree.size());
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const std::size_t parent = tree.parent(i);
    bool excluded = false;
    bool enters_buildkit = false;
    bool enters_classic = false;
    std::vector<bool> matched(file.size());
    for (std::size_t r = 0; r < file.size(); ++r) {
      const Line& line = *file[r];
      const bool above = parent != Tree::kNone && recorded[parent][r];
      if (above || (line.exception == excluded && line.matches[i])) {
        matched[r] = true;
        excluded = !line.exception;
      }
      enters_buildkit = enters_buildkit || (line.exception && line.enters_buildkit[i]);
      enters_classic = enters_classic || (line.exception && line.enters_classic[i]);
    }
    recorded[i] = std::move(matched);
    const bool reached_buildkit = parent == Tree::kNone || open_buildkit[parent];
    const bool reached_classic = parent == Tree::kNone || open_classic[parent];
    open_buildkit[i] = reached_buildkit && (!excluded || enters_buildkit);
    open_classic[i] = reached_classic && (!excluded || enters_classic);
    result.included.push_back(!excluded);
    result.buildkit.push_back(reached_buildkit && !excluded);
    result.classic.push_back(reached_classic && !excluded);
  }
  return result;
}

std::string text_of(const File& file) {
  std::string text;
  for (const Line* line : file) text += line->text + "\n";
  return text;
}

File without(File file, const std::vector<bool>& out) {
  std::size_t i = 0;
  file.erase(std::remove_if(file.begin(), file.end(), [&](const Line*) { return out[i++]; }),
             file.end());
  return file;
}

File without(const File& file, std::size_t rule) {
  std::vector<bool> out(file.size());
  out[rule] = true;
  return without(file, out);
}

struct Counts {
  std::size_t files = 0, reported = 0, not_entered = 0;
  std::size_t kept = 0,
              missed = 0;  // of the rules that are left; they may have an effect elsewhere
};

bool same(const Outcome& a, const Outcome& b, Dialect dialect, bool verdicts = true) {
  return (!verdicts || a.included == b.included) &&
         (dialect == Dialect::buildkit ? a.buildkit == b.buildkit : a.classic == b.classic);
}

void check(const File& file, const Tree& tree, Counts& counts) {
  const std::string text = text_of(file);
  const tare::Matcher matcher(tare::IgnoreFile::parse(text));
  const Outcome before = outcome_of(file, tree);
  ++counts.files;
  for (const Dialect dialect : {Dialect::buildkit, Dialect::classic}) {
    std::vector<bool> all(file.size());
    std::vector<bool> by_list(file.size());
    for (const tare::Redundancy& each : tare::find_redundant(matcher.in_dialect(dialect))) {
      all[each.rule] = true;
      by_list[each.rule] = each.reason == Reason::not_entered;
    }
    const auto shown = [&](const std::string& out) {
      return (dialect == Dialect::buildkit ? "buildkit: without " : "classic: without ") + out +
             " of\n" + text;
    };
    for (std::size_t r = 0; r < file.size(); ++r) {
      if (!all[r]) continue;
      ++counts.reported;
      if (by_list[r]) ++counts.not_entered;
      EXPECT_TRUE(same(outcome_of(without(file, r), tree), before, dialect, !by_list[r]))
          << shown(file[r]->text);
    }
    const File rest = without(file, all);
    const Outcome after = outcome_of(rest, tree);
    const bool verdicts = std::count(by_list.begin(), by_list.end(), true) == 0;
    EXPECT_TRUE(same(after, before, dialect, verdicts))
        << shown("all that is said to be redundant");
    for (std::size_t r = 0; r < rest.size(); ++r) {
      ++counts.kept;
      if (same(outcome_of(without(rest, r), tree), after, dialect)) ++counts.missed;
    }
  }
}

std::vector<Line> lines_of(const Names& patterns, const Tree& tree) {
  std::vector<Line> lines;
  for (const std::string& pattern : patterns) {
    lines.push_back(line_of(pattern, tree));
    lines.push_back(line_of("!" + pattern, tree));
  }
  return lines;
}

void tell(const Counts& counts) {
  std::cout << counts.files << " files, " << counts.reported << " rules redundant, "
            << counts.not_entered << " of them never reached; of the " << counts.kept << " others "
            << counts.missed << " have no effect in this tree\n";
  EXPECT_GT(counts.reported, counts.files / 4);
  EXPECT_GT(counts.not_entered, 0u);
}

const Names kPatterns{"a",      "b",      "*",      "**",  "a/b",    "a/*",   "*/a",
                      "a/**",   "**/a",   "a/a",    "*a",  "**/a/b", "a**",   "*/b/*",
                      "a/*/**", "[^a]",   "a/**/b", "a?",  "**a",    "a/a/a", "*/*",
                      "a|b*",   "a/b/**", "**/*b",  "a/*b"};

TEST(Redundancy, OfEveryTwoOfSomeLinesGoesUnnoticed) {
  const Tree tree({"a", "ab", "b"}, 4);
  const std::vector<Line> lines = lines_of(kPatterns, tree);
  Counts counts;
  for (const Line& first : lines) {
    for (const Line& second : lines) check({&first, &second}, tree, counts);
    if (testing::Test::HasFailure()) return;
  }
  tell(counts);
}

TEST(Redundancy, OfRandomLinesGoesUnnoticed) {
  const Tree tree({"a", "ab", "b"}, 4);
  const std::vector<Line> lines = lines_of(kPatterns, tree);
  std::mt19937 random(5);
  Counts counts;
  for (int i = 0; i < 1000 && !testing::Test::HasFailure(); ++i) {
    File file;
    for (std::size_t size = 3 + random() % 4; size > 0; --size) {
      file.push_back(&lines[random() % lines.size()]);
    }
    check(file, tree, counts);
  }
  tell(counts);
}

}  // namespace
