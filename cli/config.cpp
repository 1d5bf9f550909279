#include "config.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "build_flags.hpp"
#include "context_flags.hpp"
#include "long_key.hpp"
#include "nearest.hpp"
#include "tare/error.hpp"
#include "tare/input_file.hpp"
#include "tare/printable.hpp"
#include "toml.hpp"

// The keys are the long options, taken from the commands' own tables, so that there is no second
// list of them: the options of every command at the top, those of a command in its section. A value
// goes the way of a word on the command line.
//
// The file comes with the tree, and the tree may be a stranger's: it must not lead anywhere outside
// of the context, nor have anything written, nor learn what the environment holds.

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = ".tare.toml";
constexpr std::size_t kMost = 1 << 20;
constexpr std::size_t kMostParts = 8;  // of a key; those that mean something have two
constexpr std::array kSections{"build", "check", "lint"};

// Where the context is, as given to `command`; nothing for a command without one.
std::optional<std::string> directory_of(const CLI::App& command) {
  for (const char* name : {"CONTEXT", "--context"}) {
    const CLI::Option* option = command.get_option_no_throw(name);
    if (option != nullptr) return option->count() == 0 ? "." : option->results().front();
  }
  return std::nullopt;
}

// The names that a file may use for the options of `app`.
std::vector<std::string> keys_of(const CLI::App& app) {
  std::vector<std::string> keys;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_configurable() && !option->get_lnames().empty()) {
      keys.push_back(option->get_lnames().front());
    }
  }
  return keys;
}

// Those that mean the same for every command.
std::vector<std::string> common_keys() {
  CLI::App app;
  ContextFlags context;
  context.add_to(app, ContextFlags::Directory::option);
  BuildFlags build;
  build.add_to(app);
  return keys_of(app);
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// For messages: what a stranger has written may be a megabyte long.
std::string shortened(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  if (text.size() <= kLongest) return std::string(text);
  return std::string(text.substr(0, kLongest)) + "...";
}

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

bool is_repeatable(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll ||
         option.get_trigger_on_parse();
}

bool is_path(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type == "FILE" || type == "DOCKERFILE";
}

class Configuration {
 public:
  Configuration(CLI::App& command, std::string directory)
      : command_(command),
        directory_(std::move(directory)),
        file_(directory_ == "." ? kName : (fs::path(directory_) / kName).string()),
        common_keys_(common_keys()) {}

  void apply() {
    const std::optional<std::string> text =
        tare::read_file_in(directory_, kName, "a configuration", kMost);
    if (!text) return;
    if (const std::size_t line = line_of_long_key(*text, kMostParts); line != 0) {
      throw tare::Error::in_line(
          file_, line,
          fmt::format("the key has more than {} parts; quote what has dots in it", kMostParts));
    }
    toml::table table;
    try {
      table = toml::parse(*text);
    } catch (const toml::parse_error& error) {
      fail(error.source(), tare::printable(shortened(error.description())));
    }
    for (const auto& [key, node] : table) {
      const toml::table* part = node.as_table();
      if (part != nullptr) apply_section(std::string(key.str()), key.source(), *part);
    }
    for (const auto& [key, node] : table) {
      if (node.is_table()) continue;
      apply(command_, common_keys_, std::string(key.str()), key.source(), node);
    }
  }

 private:
  [[noreturn]] void fail(const toml::source_region& where, const std::string& message) const {
    throw tare::Error::in_line(file_, where.begin.line, message);
  }

  [[noreturn]] void fail_unknown(const toml::source_region& where, const char* what,
                                 const std::string& word,
                                 const std::vector<std::string>& known) const {
    const std::string near = nearest(shortened(word), known);
    fail(where,
         fmt::format("there is no {} {}; {}", what, tare::quoted(shortened(word)),
                     near.empty() ? "see 'man tare'" : fmt::format("did you mean '{}'?", near)));
  }

  void apply_section(const std::string& name, const toml::source_region& where,
                     const toml::table& table) {
    const std::vector<std::string> known(kSections.begin(), kSections.end());
    if (!has(known, name)) fail_unknown(where, "section", name, known);
    CLI::App* app = section(name);
    if (app == nullptr) return;  // tare-build has one command; tare has looked at the others
    std::vector<std::string> keys;
    for (const std::string& key : keys_of(*app)) {
      if (!has(common_keys_, key)) keys.push_back(key);
    }
    for (const auto& [key, node] : table) {
      if (has(common_keys_, std::string(key.str()))) {
        fail(key.source(),
             fmt::format("'{}' is for all commands; write it above all sections", key.str()));
      }
      apply(*app, keys, std::string(key.str()), key.source(), node);
    }
  }

  // One key of those that `app` knows as `keys`.
  void apply(CLI::App& app, const std::vector<std::string>& keys, const std::string& key,
             const toml::source_region& where, const toml::node& node) {
    if (!has(keys, key)) {
      const bool elsewhere = &app == &command_ && has(section_keys(), key);
      if (elsewhere) fail(where, fmt::format("'{}' belongs into a section, as [check]", key));
      fail_unknown(where, "key", key, keys);
    }
    CLI::Option* option = app.get_option_no_throw("--" + key);
    if (option == nullptr) return;  // a command without this one
    const std::vector<std::string> words = words_of(*option, key, node);
    if (words.empty() || is_given(*option) || means_nothing(app, key)) return;
    for (const CLI::Option* other : option->get_excludes()) {
      if (is_given(*other)) return;
      if (set_.count(other) != 0) {
        fail(where,
             fmt::format("'{}' and '{}' exclude each other", key, other->get_lnames().front()));
      }
    }
    set_.insert(option);
    fill(*option, words, where);
  }

  // What is built does not matter to a command that is not asked for what is needed. To `digest` it
  // does in any case: its --needed is for the command line alone.
  [[nodiscard]] static bool means_nothing(const CLI::App& app, const std::string& key) {
    const CLI::Option* needed = app.get_option_no_throw("--needed");
    return needed != nullptr && needed->get_configurable() && needed->count() == 0 &&
           (key == "target" || key == "build-arg");
  }

  // The command of a section; null where there is none.
  [[nodiscard]] CLI::App* section(std::string_view name) const {
    for (CLI::App* app : command_.get_parent()->get_subcommands({})) {
      if (app->get_name() == name) return app;
    }
    return nullptr;
  }

  // The keys of all sections.
  [[nodiscard]] std::vector<std::string> section_keys() const {
    std::vector<std::string> all;
    for (const char* each : kSections) {
      const CLI::App* app = section(each);
      if (app == nullptr) continue;
      const std::vector<std::string> keys = keys_of(*app);
      all.insert(all.end(), keys.begin(), keys.end());
    }
    return all;
  }

  // On the command line.
  [[nodiscard]] bool is_given(const CLI::Option& option) const {
    return option.count() != 0 && set_.count(&option) == 0;
  }

  void fill(CLI::Option& option, const std::vector<std::string>& words,
            const toml::source_region& where) const {
    try {
      for (const std::string& word : words) {
        if (option.get_trigger_on_parse()) option.clear();  // one call for each word
        option.add_result(word);
        if (option.get_trigger_on_parse()) option.run_callback();
      }
      if (!option.get_trigger_on_parse()) option.run_callback();
    } catch (const CLI::ParseError& error) {
      fail(where, tare::printable(shortened(error.what())));
    }
  }

  // The words that would stand on the command line; none for what is off.
  [[nodiscard]] std::vector<std::string> words_of(const CLI::Option& option, const std::string& key,
                                                  const toml::node& node) const {
    if (is_flag(option)) {
      if (!node.is_boolean()) fail(node.source(), fmt::format("'{}' is true or false", key));
      return node.value_or(false) ? std::vector<std::string>{"true"} : std::vector<std::string>{};
    }
    const toml::array* list = node.as_array();
    if (list == nullptr) return {word_of(option, key, node)};
    if (!is_repeatable(option)) fail(node.source(), fmt::format("'{}' takes one value", key));
    std::vector<std::string> words;
    for (const toml::node& each : *list) words.push_back(word_of(option, key, each));
    return words;
  }

  [[nodiscard]] std::string word_of(const CLI::Option& option, const std::string& key,
                                    const toml::node& node) const {
    std::string word;
    if (node.is_string()) {
      word = node.value_or(std::string());
    } else if (node.is_integer()) {
      word = std::to_string(node.value_or(std::int64_t{0}));
    } else {
      const char* type = is_repeatable(option) ? "a list of strings" : "a string or a whole number";
      fail(node.source(), fmt::format("'{}' takes {}", key, type));
    }
    if (word.empty() || word.find('\0') != std::string::npos) {
      fail(node.source(), fmt::format("'{}' is empty or holds a NUL", key));
    }
    if (key == "build-arg" && word.find('=') == std::string::npos) {
      fail(node.source(),
           "'build-arg' takes K=V here: what the environment holds is not for a file to ask for");
    }
    return is_path(option) ? path_of(word, key, node.source()) : word;
  }

  // A path in the file is relative to the context and stays there, whatever links it takes.
  [[nodiscard]] std::string path_of(const std::string& word, const std::string& key,
                                    const toml::source_region& where) const {
    std::error_code error;
    const fs::path root = fs::canonical(directory_, error);
    const fs::path real = error ? fs::path() : fs::weakly_canonical(root / word, error);
    const fs::path relative = error ? fs::path() : real.lexically_relative(root);
    if (relative.empty() || *relative.begin() == ".." || fs::path(word).is_absolute()) {
      fail(where, fmt::format("'{}' leads out of the context; give that file with --{}", key, key));
    }
    return directory_ == "." ? word : (fs::path(directory_) / word).string();
  }

  CLI::App& command_;
  std::string directory_;
  std::string file_;
  std::vector<std::string> common_keys_;
  std::set<const CLI::Option*> set_;  // from the file
};

}  // namespace

void configure(CLI::App& command) {
  const CLI::Option* off = command.get_option_no_throw("--no-config");
  const std::optional<std::string> directory = directory_of(command);
  if (!directory || off == nullptr || off->count() != 0) return;
  Configuration(command, *directory).apply();
}

tare::Library config_library() {
  return {"toml++", fmt::format("{}.{}.{}", TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH)};
}

}  // namespace cli
