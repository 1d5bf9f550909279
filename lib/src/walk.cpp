#include "tare/walk.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "directory_stack.hpp"
#include "os.hpp"
#include "tare/scan.hpp"

// A loop over an explicit stack, one level a directory, so that depth costs neither stack nor
// descriptors. A level is in one of two states: its directory is included, or it is excluded and
// was entered because something below may be included after all. In the second state the
// directory itself is announced late: just before its first included descendant (BuildKit), or as
// excluded when it is left.

namespace tare {
namespace {

struct Level {
  os::Listing names;
  std::size_t next = 0;
  std::size_t name_size = 0;  // of the directory's name
  Scan::State state;          // of the directory
  bool included = true;       // it has been handed out as included
  bool holds_included = false;
  bool for_build_files = false;  // entered for build files only: nothing else comes back here
};

class Walk {
 public:
  Walk(const Context& context, const WalkOptions& options, Visitor& visitor)
      : context_(context),
        options_(options),
        matcher_(context.matcher()),
        scan_(matcher_),
        visitor_(visitor) {
    if (options.include_build_files) build_files_ = context.build_files();
  }

  void run() {
    os::Descriptor root;
    if (const auto error = os::open_directory(context_.descriptor(), ".", root)) {
      throw Error(Fault::input, context_.directory(), "cannot open the context", error);
    }
    DirectoryStack directories(std::move(root));
    directories_ = &directories;
    levels_.emplace_back();
    read_names(levels_.back());
    while (true) {
      Level& level = levels_.back();
      if (level.next < level.names.size()) {
        visit(level, level.next++);
      } else if (levels_.size() > 1) {
        leave();
      } else {
        return;
      }
    }
  }

 private:
  [[nodiscard]] std::string path() const { return context_.path_of(name_); }

  void read_names(Level& level) {
    if (const auto error = os::list(directories_->top(), level.names)) {
      throw Error(Fault::input, path(), "cannot read this directory", error);
    }
    level.names.sort();
  }

  void visit(const Level& level, std::size_t index) {
    const char* base = level.names.name(index);
    name_.resize(level.name_size);
    if (!name_.empty()) name_ += '/';
    const std::size_t base_at = name_.size();
    name_ += base;

    Entry entry;
    entry.name = name_;
    entry.parent = directories_->top();
    entry.base = name_.c_str() + base_at;
    state_ = level.for_build_files ? level.state : scan_.match(name_, level.state);
    entry.verdict = state_.verdict();
    if (!level.names.kind(index, entry.kind) && !ask_kind(entry)) return;

    if (!entry.verdict.excluded) {
      include(entry);
    } else if (is_build_file(entry)) {
      entry.reason = Entry::Reason::build;
      include(entry);
    } else {
      exclude(entry, level.for_build_files);
    }
  }

  // For file systems that do not tell the kind along with the name.
  bool ask_kind(Entry& entry) {
    FileStatus status;
    if (const auto error = os::status(entry.parent, entry.base, status)) {
      if (!entry.verdict.excluded) throw Error(Fault::input, path(), "cannot look at this", error);
      warn("cannot look at this", error);
      return false;
    }
    entry.kind = status.kind;
    return true;
  }

  void include(const Entry& entry) {
    if (entry.kind == Kind::socket) {
      visitor_.diagnose(
          {Diagnostic::Severity::note, path(), "is a socket, which no archive can hold", {}});
      return;
    }
    announce_parents();
    visitor_.include(entry);
    if (entry.kind != Kind::directory) return;
    Level below = level_for(entry);
    if (const auto error = directories_->push(entry.base)) {
      throw Error(Fault::input, path(), "cannot open this directory", error);
    }
    levels_.push_back(std::move(below));
    read_names(levels_.back());
  }

  void exclude(const Entry& entry, bool for_build_files) {
    if (entry.kind != Kind::directory)
      return visitor_.exclude(entry, Visitor::Extent::whole_unread);
    const bool as_docker = !for_build_files && matcher_.enters(entry.name) && matters(entry.name);
    if ((as_docker || holds_build_file(entry.name)) && enter_excluded(entry, !as_docker)) return;
    visitor_.exclude(entry, Visitor::Extent::whole_unread);
  }

  // Docker would look into this excluded directory. Whether anything can come of it.
  [[nodiscard]] bool matters(std::string_view name) {
    return options_.every_decision ? scan_.may_decide_below(name, state_)
                                   : scan_.may_include_below(name, state_);
  }

  // False when the directory cannot be read; that is an error only if something to be included is
  // known to be in there.
  bool enter_excluded(const Entry& entry, bool for_build_files) {
    Level below = level_for(entry);
    below.included = false;
    below.for_build_files = for_build_files;
    std::error_code error = directories_->push(entry.base);
    if (!error) {
      error = os::list(directories_->top(), below.names);
      if (!error) {
        below.names.sort();
        levels_.push_back(std::move(below));
        return true;
      }
      if (const auto back = directories_->pop()) {
        throw Error(Fault::input, path(), "cannot go back from this directory", back);
      }
    }
    if (matcher_.names_below(entry.name) || holds_build_file(entry.name)) {
      throw Error(Fault::input, path(), "cannot read this directory", error);
    }
    warn("cannot be read; what an exception may bring back below it is missing", error);
    return false;
  }

  // For the directory that is being visited.
  [[nodiscard]] Level level_for(const Entry& entry) const {
    Level level;
    level.name_size = entry.name.size();
    level.state = state_;
    return level;
  }

  void leave() {
    const Level level = std::move(levels_.back());
    levels_.pop_back();
    name_.resize(level.name_size);
    if (const auto error = directories_->pop()) {
      throw Error(Fault::input, path(), "was moved while its content was read", error);
    }
    if (level.included) return;
    Entry entry = directory_entry(name_, level.state.verdict());
    entry.parent = directories_->top();
    visitor_.exclude(entry, level.holds_included ? Visitor::Extent::self : Visitor::Extent::whole);
  }

  // Marks the excluded directories that the walk stands in as holding something included, and lists
  // them first, as BuildKit does.
  void announce_parents() {
    std::size_t first = levels_.size();
    while (first > 1 && !levels_[first - 1].included && !levels_[first - 1].holds_included) --first;
    for (std::size_t i = first; i < levels_.size(); ++i) {
      levels_[i].holds_included = true;
      if (matcher_.dialect() == Dialect::buildkit) announce(i);
    }
  }

  void announce(std::size_t index) {
    Level& level = levels_[index];
    const std::string name = name_.substr(0, level.name_size);
    FileStatus status;
    if (const auto error = directories_->status(index, status)) {
      throw Error(Fault::input, context_.path_of(name), "cannot look at this directory", error);
    }
    Entry entry = directory_entry(name, level.state.verdict());
    entry.reason = Entry::Reason::parent;
    entry.known = &status;
    visitor_.include(entry);
    level.included = true;
  }

  [[nodiscard]] static Entry directory_entry(const std::string& name, const Verdict& verdict) {
    Entry entry;
    entry.name = name;
    entry.kind = Kind::directory;
    entry.verdict = verdict;
    entry.base = name.c_str() + (name.rfind('/') + 1);  // npos + 1 is 0
    return entry;
  }

  [[nodiscard]] bool is_build_file(const Entry& entry) const {
    return entry.kind != Kind::directory &&
           std::binary_search(build_files_.begin(), build_files_.end(), entry.name);
  }

  [[nodiscard]] bool holds_build_file(std::string_view directory) const {
    return std::any_of(build_files_.begin(), build_files_.end(), [&](const std::string& name) {
      return name.size() > directory.size() && name[directory.size()] == '/' &&
             name.compare(0, directory.size(), directory) == 0;
    });
  }

  void warn(const char* message, std::error_code error) {
    visitor_.diagnose({Diagnostic::Severity::warning, path(), message, error});
  }

  const Context& context_;
  const WalkOptions& options_;
  const Matcher& matcher_;
  Scan scan_;
  Visitor& visitor_;
  std::vector<std::string> build_files_;  // sorted
  DirectoryStack* directories_ = nullptr;
  std::vector<Level> levels_;
  std::string name_;
  Scan::State state_;  // of the entry that is being visited
};

}  // namespace

FileStatus Entry::status() const {
  if (known != nullptr) return *known;
  FileStatus found;
  if (const auto error = os::status(parent, base, found)) {
    throw Error(Fault::input, std::string(name), "cannot look at this", error);
  }
  return found;
}

void walk(const Context& context, const WalkOptions& options, Visitor& visitor) {
  Walk(context, options, visitor).run();
}

}  // namespace tare
