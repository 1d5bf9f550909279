#pragma once

#include <string>

#include "tare/build_plan.hpp"
#include "tare/compress.hpp"
#include "tare/context.hpp"
#include "tare/pack.hpp"
#include "tare/tare.h"

struct tare_options {
  tare::ContextOptions context;
  tare::BuildOptions build;
  tare::Compression compression;
  tare::PackOptions pack;  ///< what is common to all stands in its report options
  std::string platform;
  std::string cache;
  bool needed = false;
  tare_message message = nullptr;
  void* message_data = nullptr;
  tare_progress progress = nullptr;
  void* progress_data = nullptr;
  tare_visit choose = nullptr;
  void* choose_data = nullptr;
};

namespace tare::c {

/// What a call was given, with functions for diagnostics and progress in `pack.report`.
[[nodiscard]] tare_options completed(const tare_options* options);

/// The context `directory` under completed options, narrowed where that is asked for. Throws Error.
[[nodiscard]] Context open(const char* directory, const tare_options& options);

/// What the Dockerfile of `context` builds, likewise. Throws Error.
[[nodiscard]] BuildPlan plan_of(const Context& context, const tare_options& options);

}  // namespace tare::c
