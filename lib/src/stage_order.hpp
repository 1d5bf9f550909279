#pragma once

#include "tare/stages.hpp"

namespace tare {

/// Fills in StepUse::install_line and StepUse::tmpfs_sends_all.
void look_at_order(StageReport& report);

}  // namespace tare
