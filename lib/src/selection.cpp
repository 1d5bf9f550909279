// A name is looked up as containerd's RootPath does: part by part, and a link's target takes the
// place of what has been read so far, never above the context. A wildcard's part decides which
// directories are listed; BuildKit reads them all and matches the whole names, with the same
// result.

#include "selection.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "go_text.hpp"
#include "os.hpp"

namespace tare {
namespace {

constexpr std::size_t kMostLinks = 255;  // as containerd has it

std::string joined(std::string_view directory, std::string_view name) {
  std::string result(directory);
  if (!result.empty() && !name.empty()) result += '/';
  return result += name;
}

// `/`-separated parts of a clean name.
std::vector<std::string> path_parts(std::string_view name) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    parts.emplace_back(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// Whether `error` says that there is nothing called `name`, or nothing that is sent. Anything else
// it says ends the work: what is there could not be known.
bool is_nothing(const Context& context, const std::string& name, std::error_code error) {
  if (!error) return false;
  if (os::leads_nowhere(error)) return true;
  if (error == std::errc::permission_denied && context.matcher().match(name).excluded) return true;
  throw Error(Fault::input, context.path_of(name), "cannot look at this", error);
}

// One look-up from the context down.
class PathLookup {
 public:
  explicit PathLookup(const Context& context) : context_(context) {}

  // Nothing when there is nothing.
  [[nodiscard]] std::optional<Root> find(const std::string& name) const {
    Root root{name, {}};
    while (root.links.size() <= kMostLinks) {
      switch (follow(root)) {
        case Step::found:
          return root;
        case Step::missing:
          return std::nullopt;
        case Step::link:
          break;
      }
    }
    return std::nullopt;
  }

 private:
  enum class Step { found, missing, link };

  // Up to the first link, which gives the name to go on with.
  [[nodiscard]] Step follow(Root& root) const {
    os::Descriptor opened;
    int directory = context_.descriptor();
    const std::vector<std::string> parts = path_parts(root.name);
    std::string so_far;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      FileStatus status;
      const std::string name = joined(so_far, parts[i]);
      const auto missing = [&](std::error_code error) { return is_nothing(context_, name, error); };
      if (missing(os::status(directory, parts[i].c_str(), status))) return Step::missing;
      if (status.kind == Kind::symlink) {
        std::string target;
        if (missing(os::read_link(directory, parts[i].c_str(), target))) return Step::missing;
        std::string whole = target.starts_with('/') ? target : "/" + joined(so_far, target);
        for (std::size_t rest = i + 1; rest < parts.size(); ++rest) whole += "/" + parts[rest];
        root.links.push_back(name);
        root.name = go::clean(whole).substr(1);
        return Step::link;
      }
      so_far = name;
      if (i + 1 == parts.size()) break;
      os::Descriptor below;
      if (missing(os::open_directory(directory, parts[i].c_str(), below))) return Step::missing;
      opened = std::move(below);
      directory = opened.get();
    }
    return Step::found;
  }

  const Context& context_;
};

// The names below a directory that a pattern matches.
class WildcardSearch {
 public:
  WildcardSearch(const Context& context, std::string directory, std::string_view pattern)
      : context_(context),
        directory_(std::move(directory)),
        pattern_(pattern),
        parts_(path_parts(pattern)),
        crosses_(go::crosses_parts(pattern)) {
    deepest_ = parts_.size();
    if (crosses_)
      deepest_ += static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '['));
  }

  // In no particular order; of a directory that matches, nothing below it.
  [[nodiscard]] std::vector<std::string> run() {
    std::vector<std::string> found;
    std::deque<std::string> waiting{""};
    for (; !waiting.empty(); waiting.pop_front()) look_into(waiting.front(), found, waiting);
    return found;
  }

 private:
  void look_into(const std::string& below, std::vector<std::string>& found,
                 std::deque<std::string>& waiting) const {
    os::Descriptor directory;
    const std::string name = joined(directory_, below);
    const int root = context_.descriptor();
    const std::error_code failed = name.empty() ? os::open_directory(root, ".", directory)
                                                : os::open_directory_below(root, name, directory);
    if (is_nothing(context_, name, failed)) return;
    const std::size_t depth = below.empty() ? 0 : path_parts(below).size();
    os::Listing listing;
    if (!crosses_ && parts_[depth].find_first_of("*?[\\") == std::string::npos) {
      FileStatus status;
      const auto error = os::status(directory.get(), parts_[depth].c_str(), status);
      if (is_nothing(context_, joined(name, parts_[depth]), error)) return;
      consider(joined(below, parts_[depth]), depth + 1, status.kind, found, waiting);
      return;
    }
    if (is_nothing(context_, name, os::list(directory.get(), listing))) return;
    for (std::size_t i = 0; i < listing.size(); ++i) {
      Kind kind = Kind::file;
      FileStatus status;
      if (!listing.kind(i, kind)) {
        const auto error = os::status(directory.get(), listing.name(i), status);
        if (is_nothing(context_, joined(name, listing.name(i)), error)) continue;
        kind = status.kind;
      }
      consider(joined(below, listing.name(i)), depth + 1, kind, found, waiting);
    }
  }

  void consider(std::string name, std::size_t depth, Kind kind, std::vector<std::string>& found,
                std::deque<std::string>& waiting) const {
    if (go::match(pattern_, name)) {
      found.push_back(joined(directory_, name));
    } else if (kind == Kind::directory && depth < deepest_ && (crosses_ || begins(name, depth))) {
      waiting.push_back(std::move(name));
    }
  }

  // Whether the first parts of the pattern match.
  [[nodiscard]] bool begins(std::string_view name, std::size_t depth) const {
    std::size_t end = 0;
    for (std::size_t i = 0; i < depth; ++i) end += parts_[i].size() + (i == 0 ? 0 : 1);
    return go::match(std::string_view(pattern_).substr(0, end), name);
  }

  const Context& context_;
  std::string directory_;
  std::string pattern_;
  std::vector<std::string> parts_;
  bool crosses_;
  std::size_t deepest_;  // parts that a match can have
};

}  // namespace

std::vector<Root> places_of(const Context& context, const BuildStep::Source& source) {
  const PathLookup lookup(context);
  std::vector<Root> roots;
  if (source.use != BuildStep::Use::copy || !go::has_wildcard(source.path)) {
    if (std::optional<Root> root = lookup.find(source.path)) roots.push_back(std::move(*root));
    return roots;
  }
  const std::vector<std::string> parts = path_parts(source.path);
  const auto first = std::find_if(parts.begin(), parts.end(), go::has_wildcard);
  std::string literal, pattern;
  for (auto at = parts.begin(); at != parts.end(); ++at) {
    std::string& side = at < first ? literal : pattern;
    side = joined(side, *at);
  }
  const std::optional<Root> directory = lookup.find(literal);
  if (!directory) return roots;
  for (const std::string& name : WildcardSearch(context, directory->name, pattern).run()) {
    std::optional<Root> root = lookup.find(name);
    if (!root) continue;
    root->links.insert(root->links.begin(), directory->links.begin(), directory->links.end());
    roots.push_back(std::move(*root));
  }
  const auto by_name = [](const Root& a, const Root& b) { return a.name < b.name; };
  std::stable_sort(roots.begin(), roots.end(), by_name);
  const auto same = [](const Root& a, const Root& b) { return a.name == b.name; };
  roots.erase(std::unique(roots.begin(), roots.end(), same), roots.end());
  return roots;
}

std::vector<std::string> roots_of(const Context& context, const BuildStep::Source& source) {
  std::vector<std::string> names;
  for (Root& root : places_of(context, source)) names.push_back(std::move(root.name));
  return names;
}

}  // namespace tare
