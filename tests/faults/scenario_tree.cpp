#include "faults/scenario_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace test {

namespace fs = std::filesystem;

std::set<std::string> names_in(const std::string& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

Tree::Tree(std::size_t large) {
  tree_.file("context/.dockerignore",
             "Dockerfile\nvendor\n!vendor/kept.txt\nnode_modules\n*.log\nlogs\n!logs/*.keep\n");
  tree_.file("context/Dockerfile",
             "FROM scratch\nCOPY lib /lib\nCOPY l*b/deep/?own /x\nCOPY . /all\n");
  // With its header and what comes before it, exactly what is handed to a sink at once.
  tree_.file("context/a", std::string((std::size_t{256} << 10) - 2048 - 512, 'a'));
  tree_.file("context/app.js", "let a;");
  tree_.file("context/empty");
  tree_.file("context/lib/cart.js", std::string(700, 'c'));
  tree_.file("context/lib/deep/down/x", "x");
  tree_.file("context/lib/large", std::string(large, '\0'));
  tree_.hard_link("context/lib/linked", "context/app.js");
  tree_.symlink("context/link", "lib/cart.js");
  tree_.fifo("context/fifo");
  tree_.file("context/vendor/kept.txt", "kept");
  tree_.file("context/vendor/other.txt", "not kept");
  tree_.file("context/vendor/more/m", "m");
  tree_.file("context/logs/a.keep", "a");
  tree_.file("context/logs/b", "b");
  tree_.file("context/node_modules/one/index.js", std::string(900, 'i'));
  tree_.hard_link("context/node_modules/one/linked", "context/node_modules/one/index.js");
  tree_.file("context/node_modules/two/index.js", "2");
  tree_.file("context/debug.log", "debug");
  tree_.directory("context/out");
}

std::string Tree::trouble_in_out(const std::set<std::string>& expected) const {
  const std::set<std::string> names = names_in(out());
  if (names == expected) return "";
  return fmt::format("the output's directory holds {} names", names.size());
}

bool has_warning(const std::vector<tare::Diagnostic>& told, std::string_view text) {
  return std::any_of(told.begin(), told.end(), [&](const tare::Diagnostic& diagnostic) {
    return diagnostic.severity == tare::Diagnostic::Severity::warning &&
           diagnostic.message.find(text) != std::string::npos;
  });
}

bool told_of_missing(const std::vector<tare::Diagnostic>& told) {
  return has_warning(told, "below it is missing");
}

}  // namespace test
