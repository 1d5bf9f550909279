#include "git_ignored.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/filesystem.hpp>

#include "child_process.hpp"
#include "name_parts.hpp"

// git alone knows what it ignores: files in every directory, two more outside the tree, and what is
// tracked all the same. The repository may be a stranger's: what its configuration could have git
// run while it lists files is turned off, and variables that would lead git elsewhere are not
// handed on.

namespace tare {
namespace {

namespace fs = boost::filesystem;

bool in_work_tree(const std::string& directory) {
  boost::system::error_code error;
  fs::path at = fs::canonical(directory, error);
  if (error) return false;
  for (; !at.empty(); at = at.parent_path()) {
    if (fs::exists(at / ".git", error)) return true;
  }
  return false;
}

// What went wrong, in a line; empty when nothing did.
std::string trouble(const ChildResult& result) {
  if (result.error == std::errc::no_such_file_or_directory) return "there is no git here";
  if (result.error) return "git cannot be run: " + result.error.message();
  if (result.stopped) return "git ignores too many places to compare them all";
  if (result.status == 0) return {};
  const std::string line = result.first_errors.substr(0, result.first_errors.find('\n'));
  return line.empty() ? fmt::format("git ended with {}", result.status) : "git says: " + line;
}

}  // namespace

GitIgnored::GitIgnored(const std::string& directory,
                       const std::function<void(const Diagnostic&)>& diagnose) {
  if (!in_work_tree(directory)) return;
  const ChildResult result = run_child(
      {"git", "-C", directory, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
       "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"},
      "GIT_", {"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C"},
      [this](std::string_view piece) { return take(piece); });
  std::string message = trouble(result);
  if (message.empty()) return;
  if (!result.stopped) names_.clear();
  message += result.stopped ? "; some are not looked at" : "; not asked what it ignores";
  if (diagnose) diagnose({Diagnostic::Severity::note, directory, message, {}});
}

bool GitIgnored::take(std::string_view piece) {
  while (!piece.empty()) {
    const std::size_t end = std::min(piece.find('\0'), piece.size());
    unfinished_ += piece.substr(0, end);
    if (end == piece.size()) return true;
    piece.remove_prefix(end + 1);
    if (!unfinished_.empty() && unfinished_.back() == '/') unfinished_.pop_back();
    constexpr std::size_t kEach = 80;  // of the set, beside the name
    bytes_ += unfinished_.size() + kEach;
    if (bytes_ > kMostBytes) return false;
    // `./` is the directory that was asked about.
    if (!unfinished_.empty() && unfinished_ != ".") names_.insert(std::move(unfinished_));
    unfinished_.clear();
  }
  return true;
}

std::string_view GitIgnored::ignored_part(std::string_view name) {
  const std::string_view directory = parent_of(name);
  if (directory != directory_) {
    directory_ = directory;
    directory_part_ = 0;
    for (std::size_t begin = 0; begin < directory.size() && directory_part_ == 0;) {
      const std::size_t end = std::min(directory.find('/', begin), directory.size());
      lookup_ = directory.substr(0, end);
      if (names_.count(lookup_) != 0) directory_part_ = end;
      begin = end + 1;
    }
  }
  if (directory_part_ != 0) return name.substr(0, directory_part_);
  lookup_ = name;
  return names_.count(lookup_) != 0 ? name : std::string_view();
}

}  // namespace tare
