#include "suspect_list.hpp"

#include <algorithm>
#include <array>

namespace tare {
namespace {

constexpr std::string_view kVersions = "Version control";
constexpr std::string_view kPackages = "Dependencies, which the image installs itself";
constexpr std::string_view kCaches = "Caches";
constexpr std::string_view kBuilds = "Build output";
constexpr std::string_view kTests = "Test output";
constexpr std::string_view kEditors = "Editors and desktops";
constexpr std::string_view kLogs = "Logs and dumps";
constexpr bool kMaybe = false;

constexpr std::string_view kScripts = "package.json|setup.py|setup.cfg|pyproject.toml";

constexpr std::array kSuspects{
    Suspect{".git", kVersions, "a git repository with its history"},
    Suspect{".hg", kVersions, "a Mercurial repository"},
    Suspect{".svn", kVersions, "a Subversion working copy"},
    Suspect{".bzr", kVersions, "a Bazaar repository"},
    Suspect{".jj", kVersions, "a Jujutsu repository"},

    Suspect{"node_modules", kPackages, "installed npm packages"},
    Suspect{"bower_components", kPackages, "installed Bower packages"},
    Suspect{".pnpm-store", kPackages, "the store of pnpm"},
    Suspect{".venv", kPackages, "a Python environment"},
    Suspect{"venv", kPackages, "a Python environment", true, {}, "pyvenv.cfg"},
    Suspect{"env", kPackages, "a Python environment", true, {}, "pyvenv.cfg"},
    Suspect{"*.egg-info", kPackages, "a Python package installed in place"},
    Suspect{".eggs", kPackages, "Python packages fetched for a build"},
    Suspect{"vendor/bundle", kPackages, "installed Ruby gems"},
    Suspect{".terraform", kPackages, "what terraform init fetches"},
    Suspect{"Pods", kPackages, "installed CocoaPods", kMaybe, "Podfile"},

    Suspect{"__pycache__", kCaches, "compiled Python"},
    Suspect{"*.pyc", kCaches, "compiled Python"},
    Suspect{"*.pyo", kCaches, "compiled Python"},
    Suspect{".mypy_cache", kCaches, "the cache of mypy"},
    Suspect{".pytest_cache", kCaches, "the cache of pytest"},
    Suspect{".ruff_cache", kCaches, "the cache of ruff"},
    Suspect{".hypothesis", kCaches, "the examples of Hypothesis"},
    Suspect{".tox", kCaches, "the environments of tox"},
    Suspect{".nox", kCaches, "the environments of nox"},
    Suspect{".ipynb_checkpoints", kCaches, "checkpoints of Jupyter"},
    Suspect{".parcel-cache", kCaches, "the cache of Parcel"},
    Suspect{".turbo", kCaches, "the cache of Turborepo"},
    Suspect{".sass-cache", kCaches, "the cache of Sass"},
    Suspect{".eslintcache", kCaches, "the cache of ESLint"},
    Suspect{".npm", kCaches, "the cache of npm"},
    Suspect{".gradle", kCaches, "the cache of Gradle"},
    Suspect{".direnv", kCaches, "the cache of direnv"},
    Suspect{".cache", kCaches, "a cache"},
    Suspect{".vagrant", kCaches, "the state of Vagrant"},

    Suspect{"target", kBuilds, "output of Cargo, Maven or sbt", kMaybe,
            "Cargo.toml|pom.xml|build.sbt|project.clj"},
    Suspect{"dist", kBuilds, "output of a build", kMaybe, kScripts},
    Suspect{"build", kBuilds, "output of a build", kMaybe,
            "package.json|setup.py|setup.cfg|pyproject.toml|build.gradle|build.gradle.kts|"
            "CMakeLists.txt|pubspec.yaml"},
    Suspect{"out", kBuilds, "output of a build", kMaybe,
            "package.json|build.gradle|build.gradle.kts"},
    Suspect{"obj", kBuilds, "output of .NET", kMaybe, "*.csproj|*.fsproj|*.vbproj"},
    Suspect{"bin", kBuilds, "output of .NET", kMaybe, "*.csproj|*.fsproj|*.vbproj"},
    Suspect{".next", kBuilds, "output of Next.js", kMaybe},
    Suspect{".nuxt", kBuilds, "output of Nuxt", kMaybe},
    Suspect{".svelte-kit", kBuilds, "output of SvelteKit", kMaybe},
    Suspect{".docusaurus", kBuilds, "output of Docusaurus", kMaybe},

    Suspect{"coverage", kTests, "a report of test coverage", kMaybe,
            "package.json|Gemfile|composer.json|setup.py|pyproject.toml"},
    Suspect{".nyc_output", kTests, "data of test coverage"},
    Suspect{"htmlcov", kTests, "a report of test coverage"},
    Suspect{".coverage", kTests, "data of test coverage"},

    Suspect{".idea", kEditors, "settings of JetBrains' editors"},
    Suspect{".vscode", kEditors, "settings of Visual Studio Code"},
    Suspect{".vs", kEditors, "settings of Visual Studio"},
    Suspect{"*.swp", kEditors, "files that Vim has open"},
    Suspect{"*.swo", kEditors, "files that Vim has open"},
    Suspect{"*~", kEditors, "backups of an editor"},
    Suspect{".DS_Store", kEditors, "the notes of macOS' Finder"},
    Suspect{"Thumbs.db", kEditors, "thumbnails of Windows"},
    Suspect{"desktop.ini", kEditors, "the notes of Windows' Explorer"},

    Suspect{"*.log", kLogs, "logs"},
    Suspect{"npm-debug.log*", kLogs, "logs of npm"},
    Suspect{"*.hprof", kLogs, "dumps of a Java heap"},
};

std::string_view extension_of(std::string_view base) {
  if (!base.empty() && base.back() == '~') return "~";
  const std::size_t dot = base.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : base.substr(dot);
}

}  // namespace

std::span<const Suspect> suspect_list() { return kSuspects; }

SuspectIndex::Match& SuspectIndex::Texts::operator[](std::string_view text) {
  lengths_[static_cast<unsigned char>(text.front())] |= std::uint64_t{1} << (text.size() % 64);
  return matches_[text];
}

const SuspectIndex::Match* SuspectIndex::Texts::find(std::string_view text) const {
  if (text.empty()) return nullptr;
  const std::uint64_t lengths = lengths_[static_cast<unsigned char>(text.front())];
  if ((lengths >> (text.size() % 64) & 1) == 0) return nullptr;
  const auto found = matches_.find(text);
  return found == matches_.end() ? nullptr : &found->second;
}

SuspectIndex::SuspectIndex() : conditions_(kSuspects.size()) {
  std::uint64_t bit = 1;
  for (std::size_t i = 0; i < kSuspects.size(); ++i) {
    const std::string_view pattern = kSuspects[i].pattern;
    const int index = static_cast<int>(i);
    if (pattern.front() == '*') {
      extensions_[pattern.substr(1)].suspect = index;
    } else if (pattern.back() == '*') {
      prefixes_.push_back(index);
    } else {
      names_[pattern.substr(pattern.rfind('/') + 1)].suspect = index;
    }
    if (!kSuspects[i].conditional()) continue;
    add_condition(i, bit);
    bit <<= 1;
  }
}

void SuspectIndex::add_condition(std::size_t suspect, std::uint64_t bit) {
  conditions_[suspect] = bit;
  const Suspect& that = kSuspects[suspect];
  std::string_view names = that.beside.empty() ? that.inside : that.beside;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find('|'));
    (name.front() == '*' ? extensions_[name.substr(1)] : names_[name]).conditions |= bit;
    names.remove_prefix(std::min(names.size(), name.size() + 1));
  }
}

SuspectIndex::Match SuspectIndex::find(std::string_view name, std::string_view base) const {
  Match match;
  if (const Match* found = names_.find(base)) {
    match = *found;
    if (found->suspect >= 0) {
      const std::string_view pattern = kSuspects[static_cast<std::size_t>(found->suspect)].pattern;
      const std::size_t before = name.size() - std::min(name.size(), pattern.size());
      const bool whole = name.substr(before) == pattern && (before == 0 || name[before - 1] == '/');
      if (!whole) match.suspect = -1;
      return match;
    }
  }
  const std::string_view extension = extension_of(base);
  if (extension.empty()) return match;
  if (const Match* found = extensions_.find(extension)) {
    match.suspect = found->suspect;
    match.conditions |= found->conditions;
  }
  for (const int suspect : prefixes_) {
    std::string_view prefix = kSuspects[static_cast<std::size_t>(suspect)].pattern;
    prefix.remove_suffix(1);
    if (match.suspect < 0 && base.starts_with(prefix)) match.suspect = suspect;
  }
  return match;
}

}  // namespace tare
