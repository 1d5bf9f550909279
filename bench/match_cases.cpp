#include "match_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <span>
#include <stdexcept>
#include <utility>

// Everything here comes out the same on every machine: std::mt19937_64 is defined to the bit, the
// distributions of <random> are not, so that only the generator is used.

namespace tare::bench {
namespace {

constexpr std::array kWords{"abort",  "array",   "babel",  "buffer", "cache",  "chalk",  "color",
                            "debug",  "emitter", "event",  "fetch",  "file",   "glob",   "graph",
                            "helper", "icon",    "input",  "json",   "loader", "log",    "merge",
                            "object", "parse",   "plugin", "queue",  "range",  "react",  "render",
                            "router", "runtime", "schema", "select", "server", "socket", "source",
                            "state",  "stream",  "style",  "theme",  "token",  "tree",   "util",
                            "vector", "view",    "watch",  "worker", "yaml",   "zip"};
constexpr std::array kSourceEndings{"js", "js",  "js",   "ts",  "ts", "tsx",
                                    "ts", "cjs", "json", "css", "md", "mjs"};
constexpr std::array kInstalledEndings{"js",     "js",  "js",  "js",   "d.ts", "d.ts",
                                       "js.map", "mjs", "cjs", "json", "md"};
constexpr std::array kHomes{"lib", "dist", "src", "cjs", "build"};

class Builder {
 public:
  explicit Builder(std::size_t names) : left_(names) {}

  [[nodiscard]] std::string listing() {
    for (const char* file : {"package.json", "Dockerfile", "README.md", "npm-debug.log"}) add(file);
    add("packages/");
    add("node_modules/");
    for (std::size_t number = 0; names_.size() < left_; ++number) {
      if (number % 20 == 0) add_workspace_package(number / 20);
      std::string name = word() + '-' + word() + '-' + std::to_string(number);
      if (one_in(4)) {
        const std::string scope = std::string("node_modules/@") + kWords[below(12)] + '/';
        add(scope);
        add_installed(scope + name, 0);
      } else {
        add_installed("node_modules/" + name, 0);
      }
    }
    return sorted();
  }

 private:
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_() % end); }
  bool one_in(std::size_t chances) { return below(chances) == 0; }
  std::string word() { return kWords[below(kWords.size())]; }

  // From a quarter of `median` to four times as much.
  std::size_t about(std::size_t median) {
    const double power = static_cast<double>(below(4001)) / 1000 - 2;
    return std::max<std::size_t>(
        1, static_cast<std::size_t>(static_cast<double>(median) * std::exp2(power)));
  }

  void add(std::string name) { names_.push_back(std::move(name)); }

  void add_files(const std::string& home, std::size_t files, std::span<const char* const> endings) {
    std::vector<std::string> directories{home};
    for (std::size_t number = 0; number < files; ++number) {
      if (number % 8 == 7) {
        const std::string parent = directories[below(directories.size())];
        directories.push_back(parent + word() + '-' + std::to_string(number) + '/');
        add(directories.back());
      }
      const std::string& directory = directories[below(directories.size())];
      const std::string base = one_in(2) ? word() : word() + '-' + word();
      add(directory + base + '.' + endings[below(endings.size())]);
    }
  }

  void add_installed(const std::string& name, int level) {
    const std::string at = name + '/';
    add(at);
    for (const char* file : {"package.json", "LICENSE", "README.md"}) add(at + file);
    if (one_in(3)) {
      add(at + "index.js");
    } else {
      const std::string home = at + kHomes[below(kHomes.size())] + '/';
      add(home);
      add_files(home, about(20), kInstalledEndings);
    }
    if (level < 3 && one_in(6)) {
      const std::string modules = at + "node_modules/";
      add(modules);
      for (std::size_t n = about(3); n > 0; --n) {
        add_installed(modules + word() + '-' + word() + '-' + std::to_string(n), level + 1);
      }
    }
  }

  void add_workspace_package(std::size_t number) {
    const std::string at = "packages/package-" + std::to_string(number) + '/';
    add(at);
    for (const char* file : {"package.json", "README.md", ".env.example"}) add(at + file);
    for (const char* part : {"src/", "fixtures/", "dist/"}) {
      add(at + part);
      add_files(at + part, about(25), kSourceEndings);
    }
    add(at + "dist/index.ts");
    if (number % 4 == 0) add(at + word() + "-debug.log");
  }

  // A directory, which ends in '/', comes before what it holds, and that before other names.
  std::string sorted() {
    const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c); };
    std::sort(names_.begin(), names_.end(), [&](const std::string& a, const std::string& b) {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                          [&](char x, char y) { return rank(x) < rank(y); });
    });
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    std::string text;
    for (const std::string& name : names_) text += name + '\n';
    return text;
  }

  std::size_t left_;
  std::vector<std::string> names_;
  std::mt19937_64 random_{1};
};

std::string literal(std::size_t i) { return "packages/package-" + std::to_string(i) + "/dist"; }

// A few endings of the tree; the others begin like one, so that each name leads into the rules.
std::string ending(std::size_t i) {
  constexpr std::array kReal{"map", "md", "log", "cjs"};
  constexpr std::array kBegun{"js", "d.ts", "json", "ts", "m", "c", "ma", "h"};
  if (i < kReal.size()) return std::string("**/*.") + kReal[i];
  return std::string("**/*.") + kBegun[i % kBegun.size()] + std::to_string(i);
}

std::string mixed(std::size_t i) {
  const std::string number = std::to_string(i);
  switch (i % 8) {
    case 0:
      return literal(i);
    case 1:
      return ending(i / 8);
    case 2:
      return "**/cache-" + number;
    case 3:
      return "packages/*/fixtures/case-" + number + "-*";
    case 4:
      return "!packages/package-" + std::to_string(i - 4) + "/dist/index.ts";
    case 5:
      return "**/log-" + number + "/**";
    case 6:
      return "logs-" + number + "/**";
    default:
      return "!**/README-" + number + ".md";
  }
}

std::string existing(std::size_t i, std::size_t rules, const Tree& tree) {
  const std::vector<Tree::Name>& names = tree.names();
  return std::string(names[i * names.size() / rules].text);
}

}  // namespace

Tree::Tree(std::string listing) : listing_(std::move(listing)) {
  std::string_view rest = listing_;
  while (!rest.empty()) {
    std::string_view name = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    const bool directory = name.ends_with('/');
    if (directory) name.remove_suffix(1);
    const auto depth = static_cast<std::size_t>(std::count(name.begin(), name.end(), '/'));
    names_.push_back({name, depth, directory});
    levels_ = std::max(levels_, depth + 1);
  }
}

std::string node_listing(std::size_t names) { return Builder(names).listing(); }

std::string sample_listing(const Tree& tree, std::size_t names) {
  const std::vector<Tree::Name>& all = tree.names();
  // A directory that is picked brings about this many names along: its own and those above it.
  constexpr std::size_t kNamesEach = 9;
  const auto can_be_picked = [](const Tree::Name& name) {
    return name.directory && name.depth > 1;  // those above are far larger than others
  };
  const auto choice =
      static_cast<std::size_t>(std::count_if(all.begin(), all.end(), can_be_picked));
  const std::size_t picks = names / kNamesEach + 1;
  const std::size_t every = names >= all.size() ? 1 : std::max<std::size_t>(1, choice / picks);

  std::vector<bool> taken(all.size(), every == 1);
  std::vector<std::size_t> above(tree.levels() + 1);  // the directories above a name
  std::vector<bool> picked(tree.levels() + 1);
  std::size_t seen = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t depth = all[i].depth;
    if (picked[depth]) taken[i] = true;
    above[depth] = i;
    picked[depth + 1] = can_be_picked(all[i]) && seen++ % every == 0;
    if (!picked[depth + 1]) continue;
    for (std::size_t level = 0; level <= depth; ++level) taken[above[level]] = true;
  }
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (taken[i]) text += std::string(all[i].text) + (all[i].directory ? "/\n" : "\n");
  }
  return text;
}

std::string adversarial_listing(std::size_t names, std::size_t length) {
  std::mt19937_64 random(length);
  std::string text;
  for (std::size_t name = 0; name < names; ++name) {
    for (std::size_t i = 0; i < length; ++i) text += (random() >> 32) % 2 == 0 ? 'e' : 'x';
    text += '\n';
  }
  return text;
}

std::string rules_text(std::string_view kind, std::size_t rules, const Tree& tree) {
  if (kind == "adversarial") return "**/*e" + std::string(20, '?') + '\n';
  std::string text;
  for (std::size_t i = 0; i < rules; ++i) {
    if (kind == "endings") {
      text += ending(i);
    } else if (kind == "literals") {
      text += literal(i);
    } else if (kind == "mixed") {
      text += mixed(i);
    } else if (kind == "existing") {
      text += existing(i, rules, tree);
    } else {
      throw std::invalid_argument("no such kind of rules: " + std::string(kind));
    }
    text += '\n';
  }
  return text;
}

std::size_t match_all(const Tree& tree, Scan& scan) {
  std::vector<Scan::State> states(tree.levels() + 1);  // of the directories above a name
  std::size_t excluded = 0;
  for (const Tree::Name& name : tree.names()) {
    Scan::State& state = states[name.depth + 1];
    state = scan.match(name.text, states[name.depth]);
    if (state.verdict().excluded) ++excluded;
  }
  return excluded;
}

}  // namespace tare::bench
