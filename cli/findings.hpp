#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "palette.hpp"
#include "tare/context.hpp"
#include "tare/finding.hpp"
#include "tare/report.hpp"

/// Findings, as a check and a lint tell them. Every format tells the same ones.
namespace cli {

/// Adds `--format`: text, json, github or sarif.
CLI::Option* add_findings_format(CLI::App& command, std::string& format);

/// What the findings of `command` are about.
[[nodiscard]] tare::FindingsSource source_of(const std::string& command,
                                             const tare::Context& context,
                                             const tare::Report& report);

/// `findings` in the format of that name, complete lines; no text and no annotations without
/// findings. Text keeps to `columns` columns, if any; nothing else has colours.
[[nodiscard]] std::string findings_output(std::string_view format,
                                          std::span<const tare::Finding> findings,
                                          const tare::FindingsSource& source,
                                          std::optional<std::size_t> columns,
                                          const Palette& palette = {});

}  // namespace cli
