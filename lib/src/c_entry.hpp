#pragma once

#include "tare/tare.h"
#include "tare/walk.hpp"

namespace tare::c {

[[nodiscard]] tare_verdict verdict_of(const Verdict& verdict);

/// What `visit` says about `entry`: whether to go on below it. Throws Stop.
[[nodiscard]] bool ask(tare_visit visit, void* data, const Entry& entry, bool included);

}  // namespace tare::c
