#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "palette.hpp"

namespace cli {

/// What `tare build` can be told. Two programs know it from here: `tare`, which explains it and
/// completes it, and `tare-build`, which does it.
struct BuildCommand {
  enum class Progress { automatic, plain, json };

  std::string directory = ".";
  std::string dockerfile;  ///< empty: the usual one
  std::vector<std::string> tags;
  std::string target;
  std::vector<std::string> build_arguments;  ///< `K=V`, or `K` for what the environment has
  std::vector<std::string> labels;           ///< `K=V`
  std::string platform;
  std::string network = "default";  ///< of RUN steps
  std::string builder;              ///< its address; empty: that of docker's configuration
  bool no_cache = false;
  bool pull = false;
  bool push = false;
  bool dry_run = false;
  std::string against;
  std::string format = "text";
  bool one_file_system = false;
  bool no_config = false;  // see config.hpp
  Progress progress = Progress::automatic;
  Palette::When color = Palette::When::automatic;
  unsigned threads = 0;
  bool quiet = false;
  bool verbose = false;

  /// Adds the command to `app`. This has to stay where it is until the command line is parsed.
  CLI::App& add_to(CLI::App& app);
};

}  // namespace cli
