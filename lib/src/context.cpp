#include "tare/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/filesystem/path.hpp>
#include <utility>

#include "link_targets.hpp"
#include "narrowing.hpp"
#include "os.hpp"
#include "tare/build_plan.hpp"
#include "tare/dockerfile.hpp"
#include "tare/input_file.hpp"

namespace tare {
namespace {

namespace fs = boost::filesystem;

constexpr std::string_view kIgnoreSuffix = ".dockerignore";
constexpr std::size_t kLongestName = 255;  // in bytes, in any directory of Linux

bool exists(const fs::path& path) {
  FileStatus status;
  const auto error = os::status_at(path.c_str(), status);
  // What has a name that no file can have does not exist; a path that is too long as a whole may.
  if (error == std::errc::filename_too_long && path.filename().size() > kLongestName) return false;
  // Whether it is there decides on what is sent.
  if (error && !os::is_nothing(error)) {
    throw Error(Fault::usage, path.string(), "cannot find out whether this exists", error);
  }
  return !error;
}

fs::path inside(const std::string& directory, std::string_view name) {
  return directory == "." ? fs::path(std::string(name)) : fs::path(directory) / std::string(name);
}

// The name of `path` in `directory`, both without links and dots; nothing when it is elsewhere.
std::optional<std::string> name_in(const fs::path& directory, const fs::path& path) {
  const fs::path relative = path.lexically_relative(directory);
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return relative.string();
}

// The path with every link resolved; empty when there is nothing, or a link to itself.
fs::path resolved(const fs::path& path) {
  std::string result;
  const auto error = os::real_path(path.c_str(), result);
  if (!error) return result;
  if (os::is_nothing(error) || error == std::errc::too_many_symbolic_link_levels) return {};
  throw Error(Fault::usage, path.string(), "cannot find out where this leads", error);
}

// As a name alone stands for a file in the working directory.
fs::path parent_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? "." : parent;
}

// The name under which the context holds `path`, and the name of what it links to. The directory
// part is taken without links, so that a context reached through a link is still recognised.
std::vector<std::string> names_of(const std::string& directory, const fs::path& path) {
  const fs::path root = resolved(directory);
  std::vector<std::string> names;
  const fs::path parent = resolved(parent_of(path));
  for (const fs::path& place : {parent / path.filename(), resolved(path)}) {
    const std::optional<std::string> name = name_in(root, place);
    if (name) names.push_back(*name);
  }
  return names;
}

class Finder {
 public:
  explicit Finder(const ContextOptions& options) : options_(options) {}

  [[nodiscard]] fs::path dockerfile() const {
    if (options_.dockerfile) {
      require_dockerfile(*options_.dockerfile);
      return *options_.dockerfile;
    }
    const fs::path usual = inside(options_.directory, "Dockerfile");
    const fs::path lower = inside(options_.directory, "dockerfile");
    return !exists(usual) && exists(lower) ? lower : usual;
  }

  // Empty when there is none.
  [[nodiscard]] fs::path ignore_file(const fs::path& dockerfile,
                                     std::vector<Diagnostic>& notes) const {
    if (!options_.use_ignore_file) return {};
    if (options_.ignore_file) return *options_.ignore_file;
    const fs::path own = dockerfile.string() + std::string(kIgnoreSuffix);
    if (exists(own)) {
      if (options_.dialect == Dialect::buildkit) return require_inside(own);
      notes.push_back({Diagnostic::Severity::note,
                       own.string(),
                       "not used: the classic builder does not read it",
                       {}});
    }
    for (const char* name : {".dockerignore", ".containerignore"}) {
      const fs::path usual = inside(options_.directory, name);
      if (exists(usual)) return require_inside(usual);
    }
    return {};
  }

 private:
  static void require_dockerfile(const fs::path& path) {
    FileStatus status;
    const auto error = os::status_behind(path.c_str(), status);
    if (os::is_nothing(error)) {
      throw Error(Fault::usage, path.string(), "there is no such Dockerfile");
    }
    if (error) throw Error(Fault::usage, path.string(), "cannot use this Dockerfile", error);
    if (status.kind == Kind::directory) {
      throw Error(Fault::usage, path.string(), "a Dockerfile is expected, and this is a directory");
    }
  }

  // An ignore file that is found in the context, but is a link out of it, is someone else's file.
  [[nodiscard]] fs::path require_inside(fs::path path) const {
    const fs::path root = resolved(options_.directory);
    const bool belongs = name_in(root, resolved(parent_of(path)) / path.filename()).has_value();
    const fs::path target = resolved(path);
    if (belongs && !target.empty() && !name_in(root, target)) {
      throw Error(Fault::usage, path.string(),
                  "is a link to a file outside the context; name that file with --ignore-file");
    }
    return path;
  }

  const ContextOptions& options_;
};

std::string read_ignore_file(const std::string& path) {
  os::Descriptor file;
  FileStatus status;
  if (const auto error = os::open_path(path.c_str(), file)) {
    throw Error(Fault::usage, path, "cannot read this ignore file", error);
  }
  if (const auto error = os::status_of(file.get(), status)) {
    throw Error(Fault::usage, path, "cannot read this ignore file", error);
  }
  if (status.kind != Kind::file) {
    throw Error(Fault::usage, path, "an ignore file is expected, and this is no regular file");
  }
  std::string text;
  std::vector<std::byte> block(65536);
  for (std::size_t got = block.size(); got == block.size();) {
    if (const auto error = os::read_full(file.get(), block, got)) {
      throw Error(Fault::usage, path, "cannot read this ignore file", error);
    }
    text.append(reinterpret_cast<const char*>(block.data()), got);
    if (text.size() > IgnoreFile::kMostBytes) break;  // which is refused, however much follows
  }
  return text;
}

os::Descriptor open_context(const std::string& directory) {
  os::Descriptor root;
  if (const auto error = os::open_root(directory.c_str(), root)) {
    if (error == std::errc::no_such_file_or_directory) {
      throw Error(Fault::usage, directory, "there is no such directory to be the context");
    }
    if (error == std::errc::not_a_directory) {
      throw Error(Fault::usage, directory, "the context must be a directory");
    }
    throw Error(Fault::input, directory, "cannot open the context", error);
  }
  if (os::belongs_to_kernel(root.get())) {
    throw Error(Fault::usage, directory,
                "shows what the kernel knows, and holds no files to be a context");
  }
  return root;
}

// BuildKit takes a path that is asked for as a pattern, whatever it is for the instruction.
void check_pattern(const std::string& path, const std::string& file, std::size_t line) {
  try {
    const Narrowing narrowing({path}, file);
  } catch (const Error& error) {
    throw Error::in_line(file, line,
                         fmt::format("BuildKit takes this source for a pattern, and refuses it; "
                                     "put a backslash before a bracket: {}",
                                     path));
  }
}

// What BuildKit leaves of patterns when it has followed links (`dedupePaths`): without those below
// the one before, and nothing when one is the root. It takes them for sorted and does not sort
// them, and what begins with a `/` is gone where nothing stands before it.
std::vector<std::string> without_those_below(const std::vector<std::string>& patterns) {
  std::vector<std::string> kept;
  std::string before = "/";
  for (const std::string& pattern : patterns) {
    if (pattern == ".") return {};
    if (pattern.starts_with(before)) continue;
    kept.push_back(pattern);
    before = pattern + "/";
  }
  return kept;
}

}  // namespace

struct Context::Parts {
  std::string directory;
  bool one_file_system = false;
  os::Descriptor root;
  std::string dockerfile;
  Matcher matcher;
  std::vector<std::string> build_files;
  std::vector<Diagnostic> diagnostics;

  explicit Parts(const ContextOptions& options)
      : directory(options.directory),
        one_file_system(options.one_file_system),
        root(open_context(options.directory)) {
    const Finder finder(options);
    const fs::path found =
        options.use_dockerfile ? finder.dockerfile() : inside(options.directory, "Dockerfile");
    dockerfile = found.string();
    if (options.use_dockerfile && exists(found)) {
      add_build_file(found, options.dockerfile.has_value());
    }
    if (options.rules) {
      matcher = options.rules->in_dialect(options.dialect);
    } else {
      use_ignore_file(finder.ignore_file(found, diagnostics), options.dialect);
    }
    std::sort(build_files.begin(), build_files.end());
    build_files.erase(std::unique(build_files.begin(), build_files.end()), build_files.end());
  }

 private:
  void use_ignore_file(const fs::path& file, Dialect dialect) {
    if (file.empty()) {
      matcher = Matcher(IgnoreFile(), dialect);
      return;
    }
    const std::string& path = file.string();
    matcher = Matcher(IgnoreFile::parse(read_ignore_file(path), path), dialect);
    add_build_file(file, false);
  }

  void add_build_file(const fs::path& path, bool asked_for) {
    const std::vector<std::string> names = names_of(directory, path);
    build_files.insert(build_files.end(), names.begin(), names.end());
    if (names.empty() && asked_for) {
      diagnostics.push_back({Diagnostic::Severity::warning,
                             path.string(),
                             "lies outside the context and is not part of the archive",
                             {}});
    }
  }
};

Context::Context(const char* directory) : Context(std::string(directory)) {}

Context::Context(std::string directory)
    : Context(
          ContextOptions{std::move(directory), Dialect::buildkit, {}, {}, true, false, {}, true}) {}

Context::Context(const ContextOptions& options) : parts_(std::make_shared<const Parts>(options)) {}

BuildPlan Context::plan(const BuildOptions& options) const {
  const std::string& path = dockerfile();
  return BuildPlan(
      Dockerfile::parse(read_file(path, "the Dockerfile", Dockerfile::kMostBytes), path), options);
}

BuildPlan Context::plan() const { return plan(BuildOptions()); }

Context Context::whole() const {
  if (matcher().dialect() == Dialect::classic) {
    throw Error(Fault::usage, "",
                "the classic builder takes the whole context, whatever is needed");
  }
  Context result = *this;
  result.narrowing_.reset();
  return result;
}

Context Context::narrowed(const std::optional<std::vector<std::string>>& requested) const {
  Context result = whole();
  if (!requested) return result;
  if (const auto patterns = follow_links(descriptor(), directory(), *requested)) {
    result.narrowing_ = std::make_shared<const Narrowing>(*patterns, dockerfile());
  }
  return result;
}

Context Context::narrowed(const Request& request) const {
  Context result = whole();
  std::vector<std::string> patterns = request.include;
  if (request.follow) {
    if (const auto targets = follow_links(descriptor(), directory(), *request.follow)) {
      patterns.insert(patterns.end(), targets->begin(), targets->end());
      patterns = without_those_below(patterns);
    }
  }
  if (!patterns.empty()) {
    result.narrowing_ = std::make_shared<const Narrowing>(patterns, "what the builder asks for");
  }
  return result;
}

Context Context::narrowed(const BuildPlan& plan) const {
  if (!plan.requested()) return narrowed(std::nullopt);
  for (const PlannedStage& stage : plan.stages()) {
    for (const BuildStep& step : stage.steps) {
      for (const BuildStep::Source& source : step.sources) {
        check_pattern(source.path, plan.file(), step.line);
      }
    }
  }
  return narrowed(plan.requested());
}

bool Context::one_file_system() const noexcept { return parts_->one_file_system; }
const std::string& Context::directory() const noexcept { return parts_->directory; }

int Context::descriptor() const noexcept { return parts_->root.get(); }

const Matcher& Context::matcher() const noexcept { return parts_->matcher; }

const std::vector<std::string>& Context::build_files() const noexcept {
  return parts_->build_files;
}

const std::string& Context::dockerfile() const noexcept { return parts_->dockerfile; }

const std::vector<Diagnostic>& Context::diagnostics() const noexcept { return parts_->diagnostics; }

std::string Context::path_of(std::string_view name) const {
  return inside(parts_->directory, name).string();
}

}  // namespace tare
