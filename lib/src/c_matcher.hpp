#pragma once

#include "tare/matcher.hpp"

struct tare_matcher {
  tare::Matcher matcher;
};
