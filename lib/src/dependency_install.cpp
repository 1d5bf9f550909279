#include "dependency_install.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace tare {
namespace {

// As people write them; options may stand between the words.
constexpr std::array<std::string_view, 47> kCommands{
    "npm ci",
    "npm install",
    "npm i",
    "npm clean-install",
    "yarn install",
    "yarn",
    "pnpm install",
    "pnpm i",
    "pnpm fetch",
    "bun install",
    "bun i",
    "bower install",
    "pip install",
    "pip3 install",
    "pip wheel",
    "pip3 wheel",
    "pip sync",
    "pip-sync",
    "poetry install",
    "pipenv install",
    "pipenv sync",
    "pdm install",
    "pdm sync",
    "uv sync",
    "conda env create",
    "mamba env create",
    "bundle install",
    "bundle",
    "composer install",
    "go mod download",
    "go mod vendor",
    "go get",
    "cargo fetch",
    "cargo vendor",
    "cargo chef cook",
    "mvn dependency:go-offline",
    "mvn dependency:resolve",
    "./mvnw dependency:go-offline",
    "./mvnw dependency:resolve",
    "gradle dependencies",
    "./gradlew dependencies",
    "dotnet restore",
    "nuget restore",
    "mix deps.get",
    "rebar3 get-deps",
    "conan install",
    "swift package resolve",
};

// For the whole machine, whatever the project is.
bool is_global(std::string_view word) {
  return word == "-g" || word == "--global" || word == "--location=global";
}

// Words of the commands of a shell, an empty one between two commands. The quotes, brackets and
// commas of the JSON form separate words, too.
std::vector<std::string> shell_words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (std::string_view(";&|\n(){}").find(c) != std::string_view::npos) {
      words.insert(words.end(), 2, "");
    } else if (std::string_view(" \t\r\"'[],").find(c) != std::string_view::npos) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  words.emplace_back();
  return words;
}

using Words = std::vector<std::string>::const_iterator;

// Whether the words from `word` to the end of their command are `command`.
bool is(std::string_view command, Words word, Words end) {
  const bool single = command.find(' ') == std::string_view::npos;
  for (; word != end; ++word) {
    if (is_global(*word)) return false;
    const bool option = word->starts_with('-');
    const std::string_view next = command.substr(0, command.find(' '));
    if (!command.empty() && *word == next) {
      command.remove_prefix(std::min(next.size() + 1, command.size()));
    } else if (!option && (single || !command.empty())) {
      return false;  // `yarn build`, `npm run install`
    }
  }
  return command.empty();
}

}  // namespace

bool installs_dependencies(std::string_view text) {
  const std::vector<std::string> words = shell_words_of(text);
  for (auto begin = words.begin(); begin != words.end();) {
    const auto end = std::find(begin, words.end(), "");
    for (auto first = begin; first != end; ++first) {
      const auto found =
          std::find_if(kCommands.begin(), kCommands.end(),
                       [&](std::string_view command) { return is(command, first, end); });
      if (found != kCommands.end()) return true;
    }
    begin = end == words.end() ? end : end + 1;
  }
  return false;
}

}  // namespace tare
