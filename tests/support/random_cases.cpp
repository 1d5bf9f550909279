#include "random_cases.hpp"

#include <array>
#include <random>
#include <set>
#include <string_view>

// A case has one profile, that is, a small alphabet for names and one for rules. Half of the rules
// are names in which parts became wildcards, so that they match something deep down; the other half
// are pieces strung together, so that nothing is left out.

namespace test {
namespace {

using Pieces = std::vector<std::string_view>;

struct Profile {
  Pieces letters;    // of names
  Pieces pieces;     // of rules
  Pieces wildcards;  // for one letter of a name
};

const std::array<Profile, 4>& profiles() {
  static const std::array<Profile, 4> kProfiles{{
      // What people write.
      {{"a", "b", "c", "a", "b", ".", "-", " ", "!", "#"},
       {"a", "b", "c", "/", "/", ".", "-", " ", "!", "*", "**", "**/", "/**", "?", "#", "../"},
       {"?", "*"}},
      // Wildcards, and hardly anything else.
      {{"a", "b", "a", "b", "c", "*"},
       {"a",    "b",    "/",     "*",   "**",   "/**/", "**/", "***",  "?",   "??",
        "[ab]", "[^a]", "[a-c]", "[*]", "[!a]", "[^/]", "[.]", "[a/]", "\\*", "\\a"},
       {"?", "*", "**", "[ab]", "[^a]", "[a-c]", "[^b-z]"}},
      // Bytes: of one to four as they should be, then stray, cut, overlong, half a pair, too large.
      {{"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD", "\x80", "\xFF",
        "\xE2\x82", "\xF0\x9F\x98", "\xC0\xAF", "\xED\xA0", "\x80", "\xF4\x90\x80\x80", "\n",
        "\xEF\xBB\xBF"},
       {"a",
        "\xC3\xA9",
        "\xE2\x82\xAC",
        "\xF0\x9F\x98\x80",
        "\xEF\xBF\xBD",
        "\x80",
        "\xFF",
        "\xE2\x82",
        "\xC0\xAF",
        "\xED\xA0\x80",
        "\xC2\xA0",
        "\xEF\xBB\xBF",
        "*",
        "?",
        "?",
        "???",
        "**",
        "/",
        "[\xC3\xA9]",
        "[^a]",
        "**/",
        "[a-\xE2\x82\xAC]",
        "a*[\xFF]",
        "[^\xEF\xBF\xBD]",
        "\\x{FFFD}"},
       {"?", "*", "[^a]", "[^\xC3\xA9]", "[^a-\xC3\xA9]"}},
      // What means something to regular expressions.
      {{"a", "b", "1", ".", "+", "(", ")", "$", "{", "|", "}", "^", "\\", "\n", "\xC3\xA9"},
       {"a",    "b",      "a",    "/",     ".",      "+",        "(",           ")",    "$",
        "{",    "|",      "}",    "^",     "*",      "**",       "?",           "a{2}", "b{1,2}",
        "\\d",  "\\D",    "\\S",  "\\pL",  "\\b",    "\\B",      "\\.",         "\\*",  "\\(",
        "[ab]", "[^\\d]", "[.+]", "[a|b]", "[\\]a]", "\\Q.a\\E", "[[:alpha:]]", "\\x61"},
       {"?", "*", "\\w", "\\pL", "[^a]", "[\\d\\D]"}},
  }};
  return kProfiles;
}

// Some of these are malformed only behind other pieces, or only before them.
constexpr std::array<std::string_view, 20> kMalformed{
    "[",    "[]a]", "[a-]", "[-a]",     "\\",      "[z-a]",  "\\i",
    "\\C",  "!",    "a*[",  "*[\xFF]",  "a*\\",    "?{2,1}", "a?{1001}",
    "{2}*", "*{2}", "\\pQ", "[[:no:]]", "\\Q[\\E", "a*[b-"};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  // The distributions of the standard library differ between machines; this does not.
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool one_in(std::size_t n) { return below(n) == 0; }

  template <typename List>
  const typename List::value_type& pick(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

std::string component(Dice& dice, const Profile& profile) {
  std::string text;
  for (std::size_t size = 1 + dice.below(dice.one_in(3) ? 4 : 2); size > 0; --size) {
    text += dice.pick(profile.letters);
  }
  return text == "." || text == ".." ? "a" : text;
}

std::vector<std::string> names_of(Dice& dice, const Profile& profile) {
  std::vector<std::string> components;
  for (std::size_t size = 2 + dice.below(4); size > 0; --size) {
    components.push_back(component(dice, profile));
  }
  std::set<std::string> names;
  for (std::size_t size = 5 + dice.below(30); size > 0; --size) {
    std::string name;
    for (std::size_t depth = 1 + dice.below(5); depth > 0; --depth) {
      if (!name.empty()) name += '/';
      name += dice.pick(components);
      names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

// `name` up to one of its directories, with wildcards for some of its bytes and components. A
// backslash is escaped and a line feed replaced, since neither can stand for itself in a rule.
std::string blurred(Dice& dice, const Profile& profile, std::string_view name) {
  std::string rule;
  const std::size_t rarity = 2 + dice.below(8);
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    if (c == '/') {
      if (dice.one_in(4)) return rule;
      rule += dice.one_in(6) ? "/**/" : "/";
    } else if (dice.one_in(rarity) || c == '\n') {
      rule += dice.pick(profile.wildcards);
    } else {
      if (c == '\\' || (c == '*' && dice.one_in(2))) rule += '\\';
      rule += c;
    }
  }
  return rule;
}

std::string pattern_of(Dice& dice, const Profile& profile, const std::vector<std::string>& names) {
  if (!dice.one_in(2)) {
    const std::string rule = blurred(dice, profile, dice.pick(names));
    return dice.one_in(4) ? "**/" + rule.substr(rule.find('/') + 1) : rule;
  }
  std::string rule;
  for (std::size_t size = 1 + dice.below(5); size > 0; --size) rule += dice.pick(profile.pieces);
  return rule;
}

std::string malformed(Dice& dice, const std::string& pattern) {
  const std::string piece(dice.pick(kMalformed));
  switch (dice.below(3)) {
    case 0:
      return piece;
    case 1:
      return piece + pattern;
    default:
      return pattern + piece;
  }
}

// What surrounds a pattern in a file, and mostly means nothing.
std::string line_of(Dice& dice, const std::string& pattern) {
  constexpr std::array<std::string_view, 8> kBefore{"/",  "./",    " ", "\t",
                                                    "//", "x/../", "!", "\xC2\xA0"};
  constexpr std::array<std::string_view, 6> kBehind{"/", " ", "\r", "/.", "/**", "\xE2\x80\xA8"};
  std::string line = dice.one_in(3) ? "!" : "";
  if (dice.one_in(12)) line += dice.pick(kBefore);
  line += pattern;
  if (dice.one_in(12)) line += dice.pick(kBehind);
  return line;
}

std::string rules_of(Dice& dice, const Profile& profile, const std::vector<std::string>& names) {
  const bool has_malformed = dice.one_in(12);
  const std::size_t most = dice.one_in(10) ? 50 : 6;
  std::string rules = dice.one_in(20) ? "\xEF\xBB\xBF" : "";
  for (std::size_t size = 1 + dice.below(most); size > 0; --size) {
    if (dice.one_in(30)) rules += dice.one_in(2) ? "# a comment\n" : "\n";
    std::string pattern = pattern_of(dice, profile, names);
    if (has_malformed && dice.one_in(3)) pattern = malformed(dice, pattern);
    rules += line_of(dice, pattern) + "\n";
  }
  if (dice.one_in(10)) rules.pop_back();
  return rules;
}

}  // namespace

// A seed for each case, so that one can be had without those before it.
RandomCase RandomCases::next() {
  Dice dice(seed_);
  const Profile& profile = dice.pick(profiles());
  RandomCase result;
  result.seed = seed_++;
  result.names = names_of(dice, profile);
  result.rules = rules_of(dice, profile, result.names);
  return result;
}

}  // namespace test
