#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "palette.hpp"
#include "progress.hpp"
#include "tare/context.hpp"

namespace cli {

/// The arguments that say which tree and which rules; the same for every command.
class ContextFlags {
 public:
  /// How the directory is given: as the argument of the command or, where its arguments are
  /// something else, with `--context`; not at all where there are several.
  enum class Directory { argument, option, none };

  /// Adds them to `command`. This has to stay where it is until the command line is parsed.
  void add_to(CLI::App& command, Directory directory = Directory::argument);
  /// Opens what was asked for and tells what is worth telling, notes only when not `quiet`.
  [[nodiscard]] tare::Context open(bool quiet) const;
  [[nodiscard]] bool ignores_rules() const noexcept { return no_ignore_; }
  /// Whether a Dockerfile was named.
  [[nodiscard]] bool names_dockerfile() const noexcept { return !dockerfile_.empty(); }
  /// The same for another directory than the one that was asked for.
  [[nodiscard]] tare::Context open(const std::string& directory, bool quiet) const;

 private:
  tare::ContextOptions options_;
  std::string dockerfile_;
  std::string ignore_file_;
  std::string dialect_;
  bool no_ignore_ = false;
  bool one_file_system_ = false;
  bool no_config_ = false;  // see config.hpp
};

/// Adds an argument that takes all that are given, none included. Option::results() has them word
/// for word.
[[nodiscard]] CLI::Option* add_all(CLI::App& command, const std::string& name,
                                   const std::string& description);

/// Adds an option that may be given several times, each time with one word. Option::results() has
/// them word for word.
[[nodiscard]] CLI::Option* add_each(CLI::App& command, const std::string& name,
                                    const std::string& description);

/// Adds `--format`, text or json.
CLI::Option* add_format(CLI::App& command, std::string& format);

/// Adds `--color`.
void add_color(CLI::App& command, Palette::When& when);

/// Adds `--progress`.
void add_progress(CLI::App& command, ProgressDisplay::When& when);

/// Adds `--threads`; 0 stands for all processors.
void add_threads(CLI::App& command, unsigned& threads);

}  // namespace cli
