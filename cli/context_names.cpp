#include "context_names.hpp"

#include <filesystem>

namespace cli {
namespace {

namespace fs = std::filesystem;

// `a//b/./c/../d/` is `a/b/d`; `.` is empty.
std::string clean(std::string_view path) {
  std::string text = fs::path(path).lexically_normal().string();
  if (text == ".") return "";
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

// What stands below `directory` in `path`; nothing when it is elsewhere.
std::optional<std::string> below(const std::string& path, const std::string& directory) {
  if (path == directory) return "";
  const std::string start = directory == "/" ? directory : directory + "/";
  if (path.compare(0, start.size(), start) != 0) return std::nullopt;
  return path.substr(start.size());
}

}  // namespace

std::optional<std::string> ContextNames::name_of(std::string_view path) {
  std::string text = clean(path);
  if (text.empty()) return text;
  if (text.front() == '/') {
    const bool known = !root_.empty() && below(text, root_);
    return known || find_root(text) ? below(text, root_) : std::nullopt;
  }
  const bool outside = text == ".." || text.compare(0, 3, "../") == 0;
  return outside ? std::nullopt : std::optional(text);
}

// The topmost directory on the way to `path` that is the context, whatever links lead to it.
bool ContextNames::find_root(const std::string& path) {
  std::string start = "/";
  for (std::size_t end = 0;; start = path.substr(0, end)) {
    std::error_code ignored;  // what is not there is not the context
    if (fs::equivalent(start, directory_, ignored)) {
      root_ = start;
      return true;
    }
    if (end == std::string::npos) return false;
    end = path.find('/', end + 1);
  }
}

}  // namespace cli
