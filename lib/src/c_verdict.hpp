#pragma once

#include "tare/matcher.hpp"
#include "tare/tare.h"

namespace tare::c {

[[nodiscard]] tare_verdict verdict_of(const Verdict& verdict);

}  // namespace tare::c
