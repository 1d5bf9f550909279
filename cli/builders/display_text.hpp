#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "build_steps.hpp"
#include "image_push.hpp"
#include "palette.hpp"
#include "tare/session.hpp"

/// The lines that displays have in common, without their ends.
namespace cli {

/// `0.3s`, `75.0s`
[[nodiscard]] std::string seconds_text(std::chrono::nanoseconds duration);

/// What a program has written, safe on a terminal: without its colours, all else escaped.
[[nodiscard]] std::string output_text(std::string_view line);

/// `#5 DONE 0.3s`
[[nodiscard]] std::string event_line(const BuildEvent& event, const Palette& palette);

/// `context: 35,120 entries offered, 1 file asked for, 120 B sent`
[[nodiscard]] std::string transfer_line(const tare::Transfer& transfer);

/// `pushing shop:1: 3f2a Pushed`
[[nodiscard]] std::string push_line(const std::string& image, const PushStep& push);

/// `transferring context 1.2 kB / 3.4 kB`
[[nodiscard]] std::string part_text(const StepPart& part);

}  // namespace cli
