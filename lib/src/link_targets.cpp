#include "link_targets.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "go_text.hpp"
#include "os.hpp"
#include "tare/error.hpp"

namespace tare {
namespace {

// Go's filepath.Join("/", path) without the leading '/': nothing climbs above the context.
std::string below_root(std::string_view path) {
  return go::clean("/" + std::string(path)).substr(1);
}

std::string join(std::string_view directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  return std::string(directory) + "/" + std::string(name);
}

// What stands behind a link in a name only grows on the way, and BuildKit cannot open more than
// 4,096 bytes. Each of a hundred thousand links may add as many.
constexpr std::size_t kLongestPath = std::size_t{64} << 10;

class LinkFollower {
 public:
  LinkFollower(int root, const std::string& directory) : root_(root), directory_(directory) {}

  // Follows one path, and those that it leads to; they are many where wildcards match many links.
  void add(const std::string& path) {
    std::vector<std::string> waiting{below_root(path)};
    while (!waiting.empty()) {
      const std::string next = std::move(waiting.back());
      waiting.pop_back();
      std::vector<std::string> led_to = follow(next);
      std::move(led_to.rbegin(), led_to.rend(), std::back_inserter(waiting));
    }
  }

  [[nodiscard]] const std::set<std::string>& result() const noexcept { return result_; }

 private:
  // Goes along `path` up to the first link. Returns the paths that are to be followed instead.
  std::vector<std::string> follow(const std::string& path) {
    for (std::size_t begin = 0;;) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      const std::string current = path.substr(0, end);
      std::vector<std::string> targets = targets_of(current, begin);
      const bool last = end == path.size();
      if (!targets.empty() || last) {
        if (!result_.insert(current).second) return {};
        if (path.size() > kLongestPath) refuse_long(current);
        for (std::string& target : targets) {
          target = below_root(
              join(target, std::string_view(path).substr(std::min(end + 1, path.size()))));
        }
        return targets;
      }
      begin = end + 1;
    }
  }

  // The targets of `current`, of which the last part begins at `base`: of all links that match when
  // that is a wildcard. Relative to the context.
  [[nodiscard]] std::vector<std::string> targets_of(const std::string& current,
                                                    std::size_t base) const {
    const std::string parent = base == 0 ? "" : current.substr(0, base - 1);
    const std::string name = current.substr(base);
    os::Descriptor opened;
    if (!open(parent, opened)) return {};
    std::vector<std::string> targets;
    if (go::has_wildcard(name)) {
      os::Listing names;
      check(os::list(opened.get(), names), parent);
      names.sort();
      for (std::size_t i = 0; i < names.size(); ++i) {
        Kind kind = Kind::symlink;  // what is not known may be one
        static_cast<void>(names.kind(i, kind));
        if (kind != Kind::symlink || !go::match(name, names.name(i))) continue;
        add_target(opened.get(), parent, names.name(i), targets);
      }
    } else if (!name.empty()) {
      add_target(opened.get(), parent, name.c_str(), targets);
    }
    return targets;
  }

  [[nodiscard]] bool open(const std::string& parent, os::Descriptor& out) const {
    const std::error_code error = parent.empty() ? os::open_directory(root_, ".", out)
                                                 : os::open_directory_below(root_, parent, out);
    if (os::leads_nowhere(error)) return false;
    check(error, parent);
    return true;
  }

  void add_target(int opened, const std::string& parent, const char* name,
                  std::vector<std::string>& targets) const {
    std::string target;
    const std::error_code error = os::read_link(opened, name, target);
    if (error == std::errc::invalid_argument || os::leads_nowhere(error)) return;  // no link
    check(error, parent);
    const bool absolute = !target.empty() && target.front() == '/';
    targets.push_back(below_root(absolute ? target : join(parent, target)));
  }

  [[noreturn]] void refuse_long(const std::string& link) const {
    throw Error(Fault::input, join(directory_, link),
                "links lead from one to another here until the name is longer than any can be; "
                "correct this link");
  }

  void check(std::error_code error, const std::string& parent) const {
    if (!error) return;
    throw Error(Fault::input, parent.empty() ? directory_ : join(directory_, parent),
                "cannot look for links in this directory", error);
  }

  int root_;
  const std::string& directory_;
  std::set<std::string> result_;
};

}  // namespace

std::optional<std::vector<std::string>> follow_links(int root, const std::string& directory,
                                                     const std::vector<std::string>& paths) {
  LinkFollower follower(root, directory);
  for (const std::string& path : paths) follower.add(path);
  std::vector<std::string> patterns;
  for (const std::string& path : follower.result()) {
    if (path.empty()) return std::nullopt;
    if (!patterns.empty() && path.starts_with(patterns.back() + "/")) continue;
    patterns.push_back(path);
  }
  return patterns;
}

}  // namespace tare
